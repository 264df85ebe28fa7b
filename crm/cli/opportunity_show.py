"""`callback opportunity show`: everything about one role."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from crm.cli.lazy import examples
from crm.cli.opportunity_words import opportunity_argument, opportunity_json, part_words, window_json
from crm.cli.output import columns, print_json, say, say_text, width_of_output
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state
from crm.domain.callback_window import draw_window, window_on, window_words
from crm.domain.opportunities import Opportunity, Rejection
from crm.domain.words import count, say_day

if TYPE_CHECKING:
    from crm.book.session import Book


@click.command(
    epilog=examples(
        'callback opportunity show "data analyst"',
        "callback opportunity show northwind --posting",
        "callback opportunity show 3 --json | jq .history",
    )
)
@opportunity_argument()
@click.option("--posting", is_flag=True, help="The whole posting, not only that it is kept.")
@json_option()
@pass_state
def show(state: State, opportunity: str, posting: bool, as_json: bool) -> None:
    """Everything about one role: people, history, what was sent, what is known of a no.

    From interviewing on it ends with the card for the moment they ring with a no.
    """
    with state.open() as book:
        from crm.book.opportunities import the_opportunity

        found = the_opportunity(book, opportunity)
        if as_json:
            no = found.rejection
            window = window_on(state.today, no.on, no.starts_on) if no else None
            print_json({**opportunity_json(book, found), "window": window_json(window, state.today)})
            return
        _print(book, found, state.today, posting)


def _print(book: Book, found: Opportunity, today: date, posting: bool) -> None:
    from crm.book.rejections import ring_card

    say(found.title)
    for line in columns(list(_known(book, found, today)), width=width_of_output(), limits=(14,), indent=2):
        say(line)
    if found.notes:
        say()
        say_text(found.notes, "  ")
    if posting and found.posting:
        say()
        say("Posting")
        say_text(found.posting, "  ")
    if card := ring_card(found):
        say()
        say("If they ring with a no")
        say_text(card, "  ")


def _known(book: Book, found: Opportunity, today: date) -> Iterator[tuple[str, str]]:
    from crm.book.opportunities import load_opportunity

    since = f", since {say_day(found.since, today)}" if found.since else ""
    yield "stage", f"{found.stage}{since}{', a second chance' if found.is_second_chance else ''}"
    if found.second_of is not None:
        first = load_opportunity(book, found.second_of)
        yield "second of", f"{first.title}  (id {first.id})"
    if no := found.rejection:
        state = window_on(today, no.on, no.starts_on)
        yield "window", f"{draw_window(no.on, no.starts_on)}  {window_words(state, today)}"
    for label, value in (
        ("employer", found.employer),
        ("kind", found.kind if found.kind != "role" else ""),
        ("decision", say_day(found.decision_on, today) if found.decision_on else ""),
        ("salary", found.salary),
        ("source", found.source),
        ("link", found.link),
        ("posting", f"kept, {count(len(found.posting.split()), 'word')}: `--posting`" if found.posting else ""),
    ):
        if value:
            yield label, value
    for person in found.people:
        yield "with", ", ".join(part for part in (person.name, part_words(person.part)) if part)
    for item in found.sent:
        yield "sent", f"{item.kind}: {item.name}" + (f", {say_day(item.on, today)}" if item.on else "")
    for event in reversed(found.history):
        note = f": {event.note}" if event.note else ""
        yield "history", f"{say_day(event.on, today)}  {event.stage}{note}  (entry {event.seq})"
    names = {person.contact_id: person.name for person in found.people}
    for rejection in reversed(found.rejections):
        yield "the no", _rejection(rejection, names, today)
    yield "id", str(found.id)


def _rejection(rejection: Rejection, names: dict[int, str], today: date) -> str:
    who = names.get(rejection.teller or 0) or part_words(rejection.told_by)
    by = f"by {rejection.how}" if rejection.how in {"call", "email", "letter"} else rejection.how
    parts = [
        say_day(rejection.on, today),
        " ".join(part for part in (f"from {who}" if who else "", by) if part),
        f"“{rejection.reason}”" if rejection.reason else "",
        rejection.rank,
        f"chosen: {rejection.chosen}" if rejection.chosen else "",
        f"starts {say_day(rejection.starts_on, today)}" if rejection.starts_on else "",
    ]
    return ", ".join(part for part in parts if part)
