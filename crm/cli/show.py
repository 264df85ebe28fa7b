"""`callback show`: everything about one person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from crm.cli.lazy import examples
from crm.cli.output import columns, print_json, say, say_text, width_of_output
from crm.cli.parameters import json_option, who_argument
from crm.cli.phrases import card_json, item_words, next_words, touch_words
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.people import Contact, Labelled
from crm.domain.rows import ContactCard, TimelineRow
from crm.domain.words import count, say_day

if TYPE_CHECKING:
    from crm.domain.briefs import PlanPlace, Standing

_WHOLE = 10_000_000
_SHOWN = 30


@click.command(
    epilog=examples(
        "callback show dana",
        'callback show "Dana Whitfield" --all',
        "callback show dana@northwind.test --json | jq .next",
    )
)
@who_argument()
@click.option("--all", "everything", is_flag=True, help=f"The whole timeline, not only the newest {_SHOWN}.")
@json_option()
@pass_state
def show(state: State, who: str, everything: bool, as_json: bool) -> None:
    """Everything about one person: what is known, what is next, what was."""
    with state.open() as book:
        from crm.book.brief import plan_place, standings
        from crm.book.reading import contact_card, timeline_page

        row = person(book, who)
        card = contact_card(book, row.id)
        timeline = timeline_page(book, row.id, 0, _WHOLE if everything or as_json else _SHOWN + 1)
        search = [] if as_json else list(_search(standings(book, row.id), plan_place(book, row.id)))
    if as_json:
        print_json(card_json(card, timeline))
        return
    _print(card, timeline, state.today, everything, search)


def _search(parts: Sequence[Standing], place: PlanPlace | None) -> Iterator[tuple[str, str]]:
    if place is not None:
        yield "plan", f"{place.words} ({place.title})"
    for part in parts:
        role = ", ".join(text for text in (part.title, part.employer) if text)
        yield "part", " · ".join(text for text in (part.part, role, part.words) if text)
        if part.window:
            yield "window", part.window


def _print(
    card: ContactCard, timeline: list[TimelineRow], today: date, everything: bool, search: list[tuple[str, str]]
) -> None:
    contact = card.contact
    say(contact.name)
    for line in columns(list(_known(card, today, search)), width=width_of_output(), limits=(14,), indent=2):
        say(line)
    if contact.notes:
        say()
        say_text(contact.notes, "  ")
    if not timeline:
        return
    say()
    shown = timeline if everything else timeline[:_SHOWN]
    rows = [
        (str(row.id) if row.kind == "touch" else "", say_day(row.on, today), _entry(row), _said(row)) for row in shown
    ]
    for line in columns(rows, width=width_of_output(), limits=(8, 16, 24), indent=2):
        say(line)
    if len(shown) < len(timeline):
        say(f"  … {count(card.touches, 'touch', 'touches')} in all: `--all` shows every one")


def _known(card: ContactCard, today: date, search: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    contact = card.contact
    yield "next", next_words(card.next, card.why, today)
    for item in card.open_items:
        yield "planned", f"{item_words(item, today)}  (id {item.id})"
    yield from search
    work = ", ".join(part for part in (contact.title, contact.employer) if part)
    for label, value in (
        ("work", work),
        ("role", contact.role),
        ("tags", ", ".join(contact.tags)),
        ("birthday", contact.birthday),
        ("met", _met(contact, today)),
        ("cadence", contact.cadence or ""),
    ):
        if value:
            yield label, value
    yield from _points("email", contact.emails)
    yield from _points("phone", contact.phones)
    yield from _points("link", contact.links)
    for address in contact.addresses:
        yield "address", _with_label(address.text(), address.label)
    if card.balance.words:
        yield "you", card.balance.words
    yield "uid", contact.uid


def _met(contact: Contact, today: date) -> str:
    met = contact.met
    on = say_day(met.on, today) if met.on else ""
    through = f"through {met.through}" if met.through else ""
    return ", ".join(part for part in (on, met.how, through) if part)


def _points(name: str, points: tuple[Labelled, ...]) -> Iterator[tuple[str, str]]:
    for point in points:
        yield name, _with_label(point.value, point.label)


def _with_label(value: str, label: str) -> str:
    return f"{value} ({label})" if label else value


def _entry(row: TimelineRow) -> str:
    if row.kind == "touch":
        return touch_words(row)
    return ", ".join(part for part in (row.kind, row.channel, row.outcome) if part)


def _said(row: TimelineRow) -> str:
    parts = [row.note]
    if row.gave:
        parts.append(f"gave: {row.gave}")
    if row.asked:
        parts.append(f"asked: {row.asked}")
    if row.got:
        parts.append(f"got: {row.got}")
    if row.others:
        parts.append(f"with {', '.join(row.others)}")
    if row.waits:
        parts.append("waits for your answer")
    return " · ".join(part for part in parts if part)
