"""An employer of the target list: put on it, or what they are working on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content

from crm.tui.dialogs.fields import AreaField, Completer, Field, LineField, Problem
from crm.tui.dialogs.form import FormDialog, Incomplete, gather, keys
from crm.tui.dialogs.values import Desk, Submit, Suggest


@dataclass(frozen=True, slots=True)
class TargetValues:
    """An employer with its place on the list, from 1, and what they are working on."""

    name: str
    working_on: str
    rank: int


class TargetDialog(FormDialog[TargetValues]):
    """With a `name` only what they are working on is asked; without one the employer and the place too.

    `last` is the place behind all others, which is where a new one goes unless another place is typed.
    """

    FORM = "target"

    def __init__(
        self,
        name: str = "",
        working_on: str = "",
        *,
        key: str = "",
        last: int = 1,
        desk: Desk,
        employers: Suggest | None = None,
        submit: Submit[TargetValues] | None = None,
    ) -> None:
        self.employer, self.working_on, self.last = name, working_on, last
        self._employers = employers
        super().__init__(
            f"Working on · {name}" if name else "New on the target list", desk=desk, key=key, submit=submit
        )

    def make_fields(self) -> Iterable[Field]:
        """Employer and place where they are asked, and what they are working on."""
        if not self.employer:
            yield LineField(
                "name",
                "employer",
                "",
                hint="→ takes what is suggested in grey",
                suggester=Completer(self._employers) if self._employers else None,
            )
            yield LineField("rank", "place", str(self.last), hint="1 is the employer you most want", select=True)
        yield AreaField(
            "working_on",
            "working on",
            self.working_on,
            enter_saves=True,
            hint="their plans, products, what people there said or what the news told",
        )

    def hint(self) -> Content:
        """The keys."""
        return keys("enter save", "ctrl+o new line", "tab next", "esc back")

    def read(self) -> TargetValues:
        """What stands in the form. Raises Incomplete."""
        working_on = self.form_fields["working_on"]
        text = working_on.value if isinstance(working_on, AreaField) else ""
        if self.employer:
            return TargetValues(self.employer, text, self.last)
        name = self.form_fields["name"]
        said = name.value if isinstance(name, LineField) else ""
        problems = gather({"rank": self._rank})
        if not said:
            problems["name"] = "Which employer?"
        if problems:
            raise Incomplete(problems)
        return TargetValues(said, text, self._rank())

    def _rank(self) -> int:
        text = self.form_fields["rank"].text.strip()
        if not text:
            return self.last
        if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) < 1_000_000):
            raise Problem("A place is a number from 1 on")
        return int(text[:9])
