"""`callback export ics`: follow-ups as a calendar file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm.cli.lazy import examples
from crm.cli.output import tell
from crm.cli.state import State, pass_state
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.calendar import CalendarFile

_STANDARD_OUTPUT = Path("-")


@click.command(
    name="ics",
    epilog=examples(
        "callback export ics                    what is new since the last time",
        "callback export ics -o ~/next.ics      into a file of another name",
        "callback export ics --all -o all.ics   everything, for an empty calendar",
        "callback export ics --all -o all.ics && khal import --batch all.ics",
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write, replacing one of that name; - is standard output. "
    "Without it: callback-followups.ics in this folder.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Everything that belongs in the calendar, not only what is new."
)
@click.option("--mark", is_flag=True, help="Count standard output as exported too; a file always counts.")
@pass_state
def ics(state: State, output: Path | None, everything: bool, mark: bool) -> None:
    """Write follow-ups as an .ics file for a calendar to import.

    \b
    Google, Apple: as it is, with only what is new; what moved moves there.
    Thunderbird, GNOME, Outlook: as it is; what moved is missed, or comes twice.
    A fresh or cleared calendar, khal: --all, with what was cancelled too.

    To subscribe instead of importing: `export feed`. For khal: `export vdir`.

    What was done or deleted since goes out once more as cancelled. Google drops reminders on import: set one
    for the whole calendar there. With nothing new no file is written, and the exit code is 1.
    """  # noqa: D301 (click reads it as "leave these lines as they are")
    with state.open() as book:
        from crm.book.calendar import USUAL_NAME, export_calendar, mark_exported, save_calendar

        output = output or Path(USUAL_NAME)
        if output == _STANDARD_OUTPUT:
            file = export_calendar(book, everything=everything)
            if file.total:
                sys.stdout.buffer.write(file.data)
                sys.stdout.buffer.flush()
                if mark:
                    mark_exported(book, file)
        else:
            output = output.expanduser()
            file = save_calendar(book, output, everything=everything)
    if not file.total:
        tell(
            "There is nothing to put in a calendar: no file was written."
            if everything
            else "Nothing is new since the last export: no file was written. `--all` gives everything."
        )
        raise click.exceptions.Exit(1)
    tell(_summary(file, "standard output" if output == _STANDARD_OUTPUT else str(output)))


def _summary(file: CalendarFile, where: str) -> str:
    return (
        f"{where}: {count(file.total, 'event')} "
        f"({file.new:,} new, {file.changed:,} changed, {file.cancelled:,} cancelled)."
    )
