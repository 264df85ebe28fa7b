"""The forms of the import that a row opens: who it is, and which of the file's values are taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.book import reading
from crm.book.import_preview import Possible, PreviewRow
from crm.domain.text import clean_line, fold
from crm.tui.dialogs.checks import Checks, ChecksField
from crm.tui.dialogs.fields import Field
from crm.tui.dialogs.form import FormDialog, keys
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.values import Choice, Desk
from crm.tui.gateway import Gateway
from crm.tui.panes.bringing_list import Shown
from crm.tui.widgets.safe import literal

_MOST_PEOPLE = 60
_LONGEST = 200


class TakeDialog(FormDialog[frozenset[str]]):
    """Which fields the file is right in; gives their names."""

    FORM = "import-take"
    SAVE = "Take"

    def __init__(self, line: Shown, taken: frozenset[str], *, desk: Desk) -> None:
        self.conflicts = line.conflicts
        self.taken = taken
        name = clean_line(line.row.name) if line.row else ""
        super().__init__(f"The file's values for {name}", desk=desk, key=str(line.place))

    def compose_head(self) -> Iterable[Widget]:
        """What ticking does."""
        yield Static(literal("What is ticked is taken from the file; the rest stays as the book has it."), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """The fields in which they differ, all ticked when nothing was chosen before."""
        names = [change.field for change in self.conflicts]
        choices = [
            Choice(str(number), f"{change.field}: {change.after[:_LONGEST]}", f"yours {change.before[:_LONGEST]}")
            for number, change in enumerate(self.conflicts)
        ]
        ticked = [str(number) for number, name in enumerate(names) if not self.taken or name in self.taken]
        self._ticks = ChecksField("fields", "take", choices, ticked)
        yield self._ticks

    def hint(self) -> Content:
        """The keys."""
        if isinstance(self.focused, Checks):
            return keys("space ticks", "enter takes what is ticked", "esc back")
        return super().hint()

    def action_back(self) -> None:
        """Leave: a few ticks are no draft."""
        self.dismiss(None)

    def read(self) -> frozenset[str]:
        """The names of what is ticked."""
        return frozenset(self.conflicts[int(key)].field for key in self._ticks.keys)


def who_dialog(gateway: Gateway, row: PreviewRow) -> PickDialog:
    """Whom the row is the same person as: those it may be first, then everybody who is found by what is typed."""

    def suggested(possible: Possible) -> Choice:
        where = "" if possible.who > 0 else ", earlier in the file"
        return Choice(str(possible.who), possible.name, f"{possible.reason}{where}")

    first = [suggested(possible) for possible in row.possible]
    folded = [fold(clean_line(choice.label)) for choice in first]
    keys_of_first = {choice.key for choice in first}

    async def search(text: str) -> Sequence[Choice]:
        typed = text.strip()
        words = fold(typed).split()
        found = [choice for choice, name in zip(first, folded, strict=True) if all(word in name for word in words)]
        if first and not typed:
            return found
        people = await gateway.run(reading.contacts_page, typed, 0, _MOST_PEOPLE)
        found += [
            Choice(str(person.id), person.name, ", ".join(part for part in (person.title, person.employer) if part))
            for person in people
            if str(person.id) not in keys_of_first
        ]
        return found

    placeholder = "type a name to find anybody else" if first else "type a name"
    heading = f"{clean_line(row.name)} is the same person as"
    # Where nobody is likely, the first of the book is a stranger: Enter alone must not pick them.
    return PickDialog(heading, first, search=search, placeholder=placeholder, typed_first=not first)
