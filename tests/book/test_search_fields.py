"""No column of the search is forgotten on the way out and back in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm.formats.search_fields import DECISION, THINGS, Child, Thing
from crm.store.models import FACTS

#: What a file says by where a thing stands in it.
BY_PLACE = {"id", "place"}
#: Facts that go with the contact, employer or touch they belong to.
WITH_PEOPLE = {
    *("employer", "contact", "contact_point", "address", "tag", "position"),
    *("touch", "touch_contact", "follow_up", "snooze", "pass"),
    *("former_contact", "former_employer"),
}
#: Facts with a section of their own that says nothing of the search.
BESIDE = {"not_same"}


def everything(thing: Thing, parents: frozenset[str] = frozenset()) -> Iterator[tuple[Thing, frozenset[str]]]:
    yield thing, parents
    for child in thing.children:
        if not child.thing.section:
            inherited = frozenset({"opportunity_id"}) if child.thing.name == "rejection" else frozenset()
            yield from everything(child.thing, inherited | {_column(child)})


def _column(child: Child) -> str:
    return f"{child.parent}_id"


ALL = [
    (thing, parents)
    for top, inside in [*((thing, frozenset()) for thing in THINGS.values()), (DECISION, frozenset({"contact_id"}))]
    for thing, parents in everything(top, inside)
]
COLUMNS = {model._meta.table_name: {field.column_name for field in model._meta.sorted_fields} for model in FACTS}


@pytest.mark.parametrize(("thing", "parents"), ALL, ids=[thing.name for thing, _ in ALL])
def test_a_file_says_every_column(thing: Thing, parents: frozenset[str]) -> None:
    said = {field.column for field in thing.fields}
    assert said | parents | BY_PLACE == COLUMNS[thing.stored_in] | BY_PLACE


def test_every_table_of_facts_is_in_a_file() -> None:
    assert {thing.stored_in for thing, _ in ALL} | WITH_PEOPLE | BESIDE == set(COLUMNS)
