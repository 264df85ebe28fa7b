"""`callback targets`: the employers you want most."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from crm.book.errors import NotFound
from crm.cli.lazy import examples
from crm.cli.output import columns, print_json, say, tell, width_of_output
from crm.cli.parameters import NAME, TEXT, json_option
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.words import say_day

if TYPE_CHECKING:
    from crm.book.targets import TargetRow

_EMPTY = "No targets yet: `callback targets rank EMPLOYER 1` begins the list; about ten is right."


class Place(click.ParamType):  # type: ignore[type-arg]
    """A place on the list from 1, or `off`, which is 0."""

    name = "place"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The place, 0 for off."""
        if isinstance(value, int):
            return value
        text = str(value).strip().casefold()
        if text == "off":
            return 0
        if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 9999):
            self.fail("give a place from 1, or off", param, ctx)
        return int(text)


@click.group(
    invoke_without_command=True,
    subcommand_metavar="[rank|note] [ARGUMENTS]...",
    epilog=examples(
        "callback targets",
        'callback targets rank "Northwind Robotics" 1',
        'callback targets note northwind "a second plant, and its data"',
    ),
)
@json_option()
@click.pass_context
def targets(ctx: click.Context, as_json: bool) -> None:
    """The employers you want most, ranked: what they work on, who is known there, what there was so far."""
    if ctx.invoked_subcommand is not None:
        return
    state = ctx.ensure_object(State)
    try:
        with state.open() as book:
            from crm.book.targets import targets as rows_of

            rows = rows_of(book)
    except NoBookYet:
        if as_json:
            print_json([])
        raise
    if as_json:
        print_json([_json(row) for row in rows])
    else:
        for row in rows:
            _print(row, state.today)
    if not rows:
        raise NotFound(_EMPTY)


@targets.command(epilog=examples('callback targets rank "Northwind Robotics" 1', "callback targets rank kestrel off"))
@click.argument("employer", type=NAME, metavar="EMPLOYER")
@click.argument("place", type=Place(), metavar="N|off")
@json_option()
@pass_state
def rank(state: State, employer: str, place: int, as_json: bool) -> None:
    """Put EMPLOYER at place N of the list; the others move. One that is not in the book yet is added."""
    with state.open() as book:
        from crm.book.targets import find_employers, rank_new, set_rank, the_employer, unrank
        from crm.book.targets import targets as rows_of

        added = place > 0 and not find_employers(book, employer)
        if added:
            number, name = rank_new(book, employer, place), employer
        else:
            row = the_employer(book, employer)
            number, name = row.id, row.name
            if place:
                set_rank(book, number, place)
            else:
                unrank(book, number)
        rows = rows_of(book)
    if as_json:
        print_json([_json(row) for row in rows])
        return
    now = next((row.rank for row in rows if row.employer_id == number), None)
    say(f"{name}: number {now} of {len(rows)}." if now else f"{name} is off the list.")
    if added:
        tell(f"{name} is new in the book.")


@targets.command(
    epilog=examples(
        'callback targets note northwind "a second plant, and its data"', 'callback targets note kestrel ""'
    )
)
@click.argument("employer", type=NAME, metavar="EMPLOYER")
@click.argument("text", nargs=-1, required=True, type=TEXT, metavar="TEXT")
@json_option()
@pass_state
def note(state: State, employer: str, text: tuple[str, ...], as_json: bool) -> None:
    """Note what EMPLOYER is working on; an empty TEXT clears it."""
    with state.open() as book:
        from crm.book.targets import set_working_on, the_employer

        row = the_employer(book, employer)
        working_on = " ".join(text).strip()
        set_working_on(book, row.id, working_on)
    if as_json:
        print_json({"employer": row.name, "working_on": working_on})
    else:
        say(f"Noted for {row.name}." if working_on else f"Nothing noted for {row.name} any more.")


def _json(row: TargetRow) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "employer": row.name,
        "employer_uid": row.uid,
        "working_on": row.working_on,
        "challenges": list(row.challenges),
        "known": [{"contact": each.name, "title": each.title, "role": each.role} for each in row.known],
        "opportunities": [
            {"id": each.id, "title": each.title, "stage": each.stage, "since": each.since} for each in row.opportunities
        ],
        "last_touch": row.last_touch,
    }


def _print(row: TargetRow, today: date) -> None:
    say(f"{row.rank}. {row.name}")
    table = [("works on", row.working_on)] if row.working_on else []
    table += [("challenge", each) for each in row.challenges]
    known = ", ".join(
        f"{each.name} ({each.role or each.title})" if each.role or each.title else each.name for each in row.known
    )
    table.append(("known", known or "nobody yet"))
    table += [
        ("role", f"{each.title}: {each.stage}" + (f", since {say_day(each.since, today)}" if each.since else ""))
        for each in row.opportunities
    ]
    table.append(("in touch", say_day(row.last_touch, today) if row.last_touch else "not yet"))
    for line in columns(table, width=width_of_output(), limits=(10,), indent=3):
        say(line)
