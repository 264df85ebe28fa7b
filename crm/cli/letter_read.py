"""`callback letter list`, `show` and `versions`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from crm.book.errors import Declined
from crm.cli.lazy import examples
from crm.cli.letter_phrases import detail_json, letter_argument, row_json, say_moment, version_json
from crm.cli.output import columns, print_json, say, say_text, width_of_output
from crm.cli.parameters import NAME, json_option
from crm.cli.picking import person
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.words import count, say_day

if TYPE_CHECKING:
    from crm.book.letter_reading import LetterDetail, LetterRow


@click.command(
    name="list",
    epilog=examples(
        "callback letter list", "callback letter list --to dana", "callback letter list --json | jq -r '.[].state'"
    ),
)
@click.option("--to", "who", type=NAME, metavar="WHO", help="Only letters to this person.")
@click.option("--for", "role", type=NAME, metavar="OPPORTUNITY", help="Only letters for this opportunity.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N.")
@json_option()
@pass_state
def list_(state: State, who: str | None, role: str | None, limit: int | None, as_json: bool) -> None:
    """Letters: those that are still to be sent first, then those that were, each newest first."""
    try:
        with state.open() as book:
            from crm.book.letter_reading import letters_of

            contact_id = person(book, who).id if who else None
            opportunity_id = None
            if role:
                from crm.book.opportunities import the_opportunity

                opportunity_id = the_opportunity(book, role).id
            rows = letters_of(book, contact_id=contact_id, opportunity_id=opportunity_id)[:limit]
    except NoBookYet:
        if as_json:
            print_json([])
        raise
    if as_json:
        print_json([row_json(row) for row in rows])
    else:
        table = [(str(row.id), row.state, row.contact, row.kind_words, row.subject) for row in rows]
        for line in columns(table, width=width_of_output(), limits=(6, 44, 32, 24), least=(4, 14, 10, 0)):
            say(line)
    if not rows:
        raise Declined("There is no letter: `callback letter new WHO` begins one.")


@click.command(
    epilog=examples("callback letter show dana", "callback letter show 3 --version 1", "callback letter show 3 --json")
)
@letter_argument()
@click.option("--version", "number", type=click.IntRange(min=1), metavar="N", help="The text as it was then.")
@json_option()
@pass_state
def show(state: State, letter: str, number: int | None, as_json: bool) -> None:
    """One letter: where it stands, who read it, and its text."""
    with state.open() as book:
        from crm.book.letter_reading import get_letter, get_version, the_letter

        detail = get_letter(book, the_letter(book, letter).id)
        version = get_version(book, detail.row.id, number) if number else None
    if as_json:
        print_json(detail_json(detail, version))
        return
    row = detail.row
    say(row.kind_words + (f" to {row.contact}" if row.contact else ""))
    for line in columns(list(_known(detail, state.today)), width=width_of_output(), limits=(14,), indent=2):
        say(line)
    say()
    if version:
        say(f"Version {version.number} of {len(detail.versions)}, {say_moment(version.at, state.today)}:")
        say()
    say_text(version.text if version else detail.text)


@click.command(epilog=examples("callback letter versions dana", "callback letter restore dana 2"))
@letter_argument()
@json_option()
@pass_state
def versions(state: State, letter: str, as_json: bool) -> None:
    """Every version of a letter that was saved, the newest last."""
    with state.open() as book:
        from crm.book.letter_reading import get_letter, the_letter

        found = get_letter(book, the_letter(book, letter).id).versions
    if as_json:
        print_json([version_json(one) for one in found])
        return
    table = [
        (str(one.number), say_moment(one.at, state.today), count(one.words, "word"), _beginning(one.text))
        for one in found
    ]
    for line in columns(table, width=width_of_output(), limits=(4, 24, 12)):
        say(line)


def _known(detail: LetterDetail, today: date) -> Iterator[tuple[str, str]]:
    row = detail.row
    yield "state", row.state
    for label, value in (
        ("subject", row.subject),
        ("for", ", ".join(part for part in (row.opportunity, row.employer) if part)),
        ("goes by", row.channel),
        ("read by" if row.status == "sent" else "reader", row.reader),
        ("finished", say_moment(row.finished_at, today) if row.finished_at else ""),
        ("early", _early(row, today)),
        ("versions", str(len(detail.versions))),
    ):
        if value:
            yield label, value
    for answered in detail.answers:
        yield "answers", answered
    yield "id", str(row.id)


def _early(row: LetterRow, today: date) -> str:
    return f"on purpose, {say_day(row.early_on, today)}" if row.early_on else ""


def _beginning(text: str) -> str:
    """The first line that says something: the greeting is the same in every version."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[1:] or lines or [""])[0][:80]
