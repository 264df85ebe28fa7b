"""People with their parts on one line: `Dana Whitfield (hiring manager), Sam Lee (peer)`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm.domain.opportunities import Person
from crm.tui.dialogs.fields import Completer, LineField
from crm.tui.dialogs.inputs import LINE_LIMIT, one_line
from crm.tui.dialogs.values import Suggest

_WITH_PART = re.compile(r"(.*?)\s*\(([^()]*)\)\s*")


@dataclass(frozen=True, slots=True)
class PersonText:
    """Somebody named in a form: the id where it is known whom the name means, and their part, which may be empty."""

    name: str
    part: str = ""
    contact_id: int | None = None


class PeopleField(LineField):
    """Names with commas between, a part in brackets behind each; a comma inside a name is shown as a semicolon."""

    def __init__(self, key: str, label: str, people: Sequence[Person], *, suggest: Suggest | None) -> None:
        self.people = tuple(people)
        shown = ", ".join(f"{_name(person.name)} ({part})" if (part := _part(person.part)) else _name(person.name)
                          for person in people)  # fmt: skip
        super().__init__(
            key,
            label,
            shown,
            hint="names with commas between, their part in brackets; → takes what is suggested in grey",
            suggester=Completer(suggest, in_list=True) if suggest else None,
        )

    @property
    def values(self) -> tuple[PersonText, ...]:
        """Who stands there; those that stood there before keep their id."""
        if not self.changed:
            return tuple(PersonText(person.name, person.part, person.contact_id) for person in self.people)
        before = list(self.people)
        found = []
        for piece in self.value.split(","):
            match = _WITH_PART.fullmatch(piece.strip())
            name, part = (match[1].strip(), match[2].strip()) if match else (piece.strip(), "")
            if not name:
                continue
            same = next((person for person in before if _name(person.name) == name), None)
            if same is not None:
                before.remove(same)
                part = same.part if part == _part(same.part) else part
            found.append(PersonText(name, part, same.contact_id if same else None))
        return tuple(found)


def _name(name: str) -> str:
    return one_line(name[: LINE_LIMIT * 2]).replace(",", ";").replace("(", "[").replace(")", "]").strip()


def _part(part: str) -> str:
    return one_line(part[:LINE_LIMIT]).replace(",", ";").replace("(", "[").replace(")", "]").strip()
