"""The forms in which a letter is begun, and in which what it is can be put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import ChipField, Field, LineField
from crm.tui.dialogs.form import FormDialog
from crm.tui.dialogs.inputs import one_line
from crm.tui.dialogs.values import About, Desk, Submit
from crm.tui.widgets.safe import cut, literal

KIND_CHIPS = (
    Chip("cover", "c", "cover"),
    Chip("influence", "i", "influence"),
    Chip("thanks", "t", "thanks"),
    Chip("feedback", "f", "feedback"),
    Chip("keep-in-touch", "k", "keep in touch"),
    Chip("offer", "o", "offer"),
    Chip("news", "n", "news"),
    Chip("handwritten", "h", "handwritten"),
)
CHANNEL_CHIPS = (Chip("email", "e", "email"), Chip("letter", "l", "letter"), Chip("message", "m", "message"))
#: The value of the chip for a letter that is about no opportunity.
ABOUT_NONE = ""
_MOST_CHIPS = 8
_LONGEST_CHIP = 34


@dataclass(frozen=True, slots=True)
class NewLetterValues:
    """A letter as it is begun: None as the subject leaves it to the draft."""

    kind: str
    opportunity_id: int | None
    subject: str | None


def opportunity_chips(opportunities: Sequence[tuple[int, str, str]], chosen: int | None) -> list[Chip]:
    """A chip for each opportunity (id, title, employer), the chosen one among them, and one for none."""
    first = [each for each in opportunities if each[0] == chosen]
    rest = [each for each in opportunities if each[0] != chosen]
    shown = [*first, *rest][:_MOST_CHIPS]
    chips = []
    for number, title, employer in shown:
        words = one_line(f"{title}, {employer}" if employer else title)
        chips.append(Chip(str(number), "", cut(words, _LONGEST_CHIP)))
    return [*chips, Chip(ABOUT_NONE, "", "none")]


class NewLetterDialog(FormDialog[NewLetterValues]):
    """Begin a letter: which kind, for which opportunity, under which subject."""

    FORM = "letter"
    DRAFT = "A letter to {}"
    MAIN = "subject"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
            for chip in KIND_CHIPS
        ),
        Binding("f3", "step('kind')", "Kind", show=False, priority=True),
        Binding("f4", "step('about')", "For", show=False, priority=True),
    ]

    def __init__(
        self,
        about: About,
        kind: str,
        opportunities: Sequence[tuple[int, str, str]],
        opportunity_id: int | None,
        *,
        desk: Desk,
        submit: Submit[NewLetterValues] | None = None,
    ) -> None:
        self.about = about
        self.kind = kind
        self.opportunities = tuple(opportunities)
        self.opportunity_id = opportunity_id
        super().__init__(f"A letter to {about.name}", desk=desk, key=about.key, submit=submit)

    def compose_head(self) -> Iterable[Widget]:
        """Who they are, and why a letter now."""
        for text in (self.about.line, self.about.why):
            if text:
                yield Static(literal(text), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """Kind, opportunity, subject."""
        yield ChipField("kind", "kind", KIND_CHIPS, self.kind, shortcut="f3")
        if self.opportunities:
            known = {number for number, _, _ in self.opportunities}
            value = str(self.opportunity_id) if self.opportunity_id in known else ABOUT_NONE
            chips = opportunity_chips(self.opportunities, self.opportunity_id)
            yield ChipField("about", "for", chips, value, shortcut="f4")
        yield LineField("subject", "subject", hint="empty: from what is known, where that gives one")

    def more_keys(self) -> tuple[str, ...]:
        """The ways to the chips while typing."""
        return ("alt+letter kind", "f4 for") if self.size.width >= 80 and self.opportunities else ("alt+letter kind",)

    def read(self) -> NewLetterValues:
        """The letter as it stands in the form."""
        about = self.form_fields["about"].text if "about" in self.form_fields else ABOUT_NONE
        subject = self.form_fields["subject"].text.strip()
        return NewLetterValues(self.form_fields["kind"].text, int(about) if about else None, subject or None)


@dataclass(frozen=True, slots=True)
class LetterValues:
    """What a letter is, beside its text."""

    kind: str
    channel: str
    reader: str


class LetterDialog(FormDialog[LetterValues]):
    """What a letter is: its kind, how it goes out, and who reads it first."""

    FORM = "letter-details"
    DRAFT = "A change to a letter to {}"
    MAIN = "reader"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"alt+{chip.letter}", f"chip('{chip.letter}')", chip.label, show=False, priority=True)
            for chip in (*KIND_CHIPS, *CHANNEL_CHIPS)
        ),
        Binding("f3", "step('kind')", "Kind", show=False, priority=True),
        Binding("f4", "step('channel')", "How", show=False, priority=True),
    ]

    def __init__(
        self, about: About, values: LetterValues, *, desk: Desk, submit: Submit[LetterValues] | None = None
    ) -> None:
        self.about = about
        self.values = values
        super().__init__(f"The letter to {about.name}", desk=desk, key=about.key, submit=submit)

    def make_fields(self) -> Iterable[Field]:
        """Kind, channel, reader."""
        yield ChipField("kind", "kind", KIND_CHIPS, self.values.kind, shortcut="f3")
        yield ChipField("channel", "by", CHANNEL_CHIPS, self.values.channel, shortcut="f4")
        yield LineField("reader", "read by", self.values.reader, hint="who reads it first; empty for nobody")

    def read(self) -> LetterValues:
        """As it stands in the form."""
        fields = self.form_fields
        return LetterValues(fields["kind"].text, fields["channel"].text, fields["reader"].text.strip())
