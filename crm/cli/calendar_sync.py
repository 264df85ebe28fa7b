"""`callback calendar sync`: both sides brought together, and what only the person can decide asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crm.cli.calendar_password import opened
from crm.cli.calendar_words import ask_json, ask_lines
from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word
from crm.cli.output import asks, print_json, say, tell
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state
from crm.domain.text import clean_line
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.publishing import Connection, Gone, Remote, SyncReport
    from crm.book.session import Book

EXIT_SOME = 3
EXIT_STOPPED = 2
_CHANGED = "If the password was changed, `callback calendar connect` again takes the new one."
_SEVERAL = 12  # progress is shown from so many events on


@click.command(
    epilog=examples(
        "callback calendar sync",
        "callback calendar sync --dry-run     what it would do, on both sides",
        "callback calendar sync --gone again  after somebody emptied the calendar",
    )
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--gone",
    type=Word(("again", "each")),
    help="Where most of our events are gone at once: put them there again, or ask about each.",
)
@json_option()
@pass_state
def sync(state: State, dry_run: bool, gone: str | None, as_json: bool) -> None:
    """Put what is planned into the calendar, take out what is over, bring back what was moved there.

    A move made in the calendar is an act here that `callback undo` takes back. What was deleted there is asked
    about, as is what was moved on both sides; nothing is guessed. Cut off, the next sync goes on from there.

    \b
    Exit: 0 done, 1 not connected, 2 not done, or not to its end,
    3 something is to be decided (the rest is done).
    """  # noqa: D301 (click reads it as "leave these lines as they are")
    with state.open() as book:
        from crm.book import publishing
        from crm.remote.errors import WrongPassword

        connection = publishing.needed_connection(book)
        remote = opened(state, connection)
        try:
            if dry_run:
                report = publishing.dry_run(book, remote)
                _print(report, connection, as_json, dry=True)
            else:
                report = _brought_together(book, remote, connection, gone or "stop", as_json)  # type: ignore[arg-type]
        except WrongPassword as error:
            raise WrongPassword(f"{error} {_CHANGED}") from None
        finally:
            remote.close()
    if report.stopped:
        raise click.exceptions.Exit(EXIT_STOPPED)
    if report.asks or report.problems or report.emptied:
        raise click.exceptions.Exit(EXIT_SOME)


def _brought_together(book: Book, remote: Remote, connection: Connection, gone: Gone, as_json: bool) -> SyncReport:
    report = _synced(book, remote, gone, as_json)
    asking = asks() and not as_json
    if report.emptied and asking:
        answer = _ask_emptied(report)
        if answer is not None:
            report = _synced(book, remote, answer, as_json)
    _print(report, connection, as_json)
    if report.asks and not report.stopped and asking and _ask_all(book, report):
        report = _synced(book, remote, "stop", as_json)
        _print(report, connection, as_json)
    return report


def _synced(book: Book, remote: Remote, gone: Gone, as_json: bool) -> SyncReport:
    from crm.book import publishing

    shown = False

    def progress(done: int, total: int) -> None:
        nonlocal shown
        if total >= _SEVERAL and asks() and not as_json:
            shown = True
            click.echo(f"\r{done} of {total}", err=True, nl=False)

    try:
        report = publishing.sync(remote, lambda func, *args: func(book, *args), gone=gone, progress=progress)
    finally:
        if shown:
            click.echo("\r\x1b[K", err=True, nl=False)
    return report


def _print(report: SyncReport, connection: Connection, as_json: bool, *, dry: bool = False) -> None:
    if as_json:
        print_json(_json(report, dry))
        return
    would = "Would put", "Would update", "Would remove", "Would move here: "
    put, updated, removed, moved = would if dry else ("Put", "Updated", "Removed", "")
    for verb, done in ((put, report.put), (updated, report.updated), (removed, report.removed)):
        for text in done:
            say(f"{verb}: {text}")
    for sentence in report.moved:
        say(f"{moved}{sentence}")
    for sentence in (*report.notes, *report.problems):
        tell(sentence)
    if report.emptied:
        gone, had = report.emptied
        tell(
            f"{gone:,} of the {had:,} events that were put in {clean_line(connection.name)} are gone from it, so "
            "nothing was done: `callback calendar sync --gone again` puts them there again, `--gone each` asks one by "
            "one."
        )
        return
    for line in ask_lines(report.asks):
        tell(line)
    if report.stopped:
        tell(report.stopped)
    tell(_summary(report, connection, dry))


def _summary(report: SyncReport, connection: Connection, dry: bool) -> str:
    parts = [
        f"{number:,} {words}"
        for number, words in (
            (len(report.put), "to put" if dry else "put"),
            (len(report.updated), "to update" if dry else "updated"),
            (len(report.removed), "to remove" if dry else "removed"),
            (len(report.moved), "to move here" if dry else "moved here"),
            (report.unchanged, "unchanged"),
            (len(report.asks), "to decide"),
        )
        if number
    ]
    said = f"{clean_line(connection.name)}: {', '.join(parts) or 'nothing is planned'}."
    if dry:
        return f"{said} Nothing was changed yet, neither here nor there."
    if report.moved:
        said += " `callback undo` takes a move back."
    return said


def _json(report: SyncReport, dry: bool) -> dict[str, Any]:
    return {
        "dry_run": dry,
        "put": report.put,
        "updated": report.updated,
        "removed": report.removed,
        "moved": report.moved,
        "unchanged": report.unchanged,
        "notes": report.notes,
        "problems": report.problems,
        "asks": [ask_json(ask) for ask in report.asks],
        "emptied": report.emptied and {"gone": report.emptied[0], "of": report.emptied[1]},
        "stopped": report.stopped,
    }


def _ask_emptied(report: SyncReport) -> Gone | None:
    gone, had = report.emptied or (0, 0)
    tell(f"{gone:,} of the {had:,} events that were put in the calendar are gone from it.")
    answer = click.prompt(
        "Put them there again, ask about each, or do nothing?",
        type=click.Choice(["again", "each", "nothing"]),
        default="nothing",
        err=True,
    )
    return None if answer == "nothing" else answer  # type: ignore[return-value]


def _ask_all(book: Book, report: SyncReport) -> bool:
    """Asks about each; True where something was decided, so that another sync carries it out."""
    from crm.book.errors import BookError
    from crm.book.publishing import resolve

    decided = 0
    for ask in report.asks:
        answer = click.prompt(
            clean_line(f"{ask.number}. {ask.summary}"),
            type=click.Choice([*ask.choices, "later"]),
            default="later",
            err=True,
        )
        if answer == "later":
            continue
        try:
            say(resolve(book, ask.uid, answer))  # type: ignore[arg-type]
            decided += 1
        except BookError as error:
            tell(str(error))
    if decided:
        tell(f"{count(decided, 'decision')}: looking again …")
    return decided > 0
