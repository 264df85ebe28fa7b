"""The forms of news: what happened, and the line for one of those who hear it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from crm.tui.dialogs.chips import Chip, Chips
from crm.tui.dialogs.fields import AreaField, ChipField, Field
from crm.tui.dialogs.form import FormDialog, Incomplete
from crm.tui.dialogs.letter_new import ABOUT_NONE, opportunity_chips
from crm.tui.dialogs.values import About, Desk, Submit

NEWS_CHIPS = (Chip("news", "n", "news"), Chip("landed", "l", "landed: the search is over"))


@dataclass(frozen=True, slots=True)
class NewsValues:
    """News as they are told: `kind` is `news` or `landed`."""

    text: str
    kind: str = "news"
    opportunity_id: int | None = None


class NewsDialog(FormDialog[NewsValues]):
    """What happened, and what it is about; the opportunities (id, title, employer) come the furthest along first."""

    FORM = "news"
    DRAFT = "News"
    MAIN = "text"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
            for chip in NEWS_CHIPS
        ),
        Binding("f3", "step('kind')", "What", show=False, priority=True),
        Binding("f4", "step('about')", "About", show=False, priority=True),
    ]

    def __init__(
        self,
        opportunities: Sequence[tuple[int, str, str]],
        *,
        desk: Desk,
        values: NewsValues | None = None,
        submit: Submit[NewsValues] | None = None,
    ) -> None:
        self.opportunities = tuple(opportunities)
        self.values = values or NewsValues("")
        super().__init__("News", desk=desk, key="", submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The text, whether it is the end of the search, and what it is about."""
        yield AreaField("text", "what", self.values.text, enter_saves=True, placeholder="what happened, in a line")
        if self.opportunities:
            yield ChipField("kind", "kind", NEWS_CHIPS, self.values.kind, shortcut="f3")
            known = {number for number, _, _ in self.opportunities}
            value = str(self.values.opportunity_id) if self.values.opportunity_id in known else ABOUT_NONE
            chips = opportunity_chips(self.opportunities, self.values.opportunity_id)
            yield ChipField("about", "about", chips, value, shortcut="f4")

    @on(Chips.Changed)
    def _chip_changed(self, event: Chips.Changed) -> None:
        """What was landed is most likely what came furthest."""
        event.stop()
        about = self.form_fields.get("about")
        if event.value == "landed" and about is not None and not about.text and self.opportunities:
            about.text = str(self.opportunities[0][0])

    def more_keys(self) -> tuple[str, ...]:
        """The ways to the chips while typing."""
        return ("f3 kind", "f4 about") if self.opportunities else ()

    def read(self) -> NewsValues:
        """The news as they stand in the form."""
        text = self.form_fields["text"].text.strip()
        kind = self.form_fields["kind"].text if "kind" in self.form_fields else "news"
        about = self.form_fields["about"].text if "about" in self.form_fields else ABOUT_NONE
        problems = {} if text else {"text": "What happened? A line is enough"}
        if kind == "landed" and not about:
            problems["about"] = "Which one did you land? f4 chooses it"
        if problems:
            raise Incomplete(problems)
        return NewsValues(text, kind, int(about) if about else None)


class NewsLineDialog(FormDialog[str]):
    """The line for one person, in the person's own words."""

    FORM = "news-line"
    DRAFT = "A line for {}"

    def __init__(self, about: About, line: str, *, desk: Desk, submit: Submit[str] | None = None) -> None:
        self.about = about
        self.line = line
        super().__init__(f"The line for {about.name}", desk=desk, key=about.key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """The line."""
        yield AreaField("line", "line", self.line, enter_saves=True)

    def read(self) -> str:
        """The line as it stands there."""
        line = " ".join(self.form_fields["line"].text.split())
        if not line:
            raise Incomplete({"line": "A few words are needed; x in the list leaves somebody out"})
        return line
