"""`callback export vdir`: follow-ups as a folder with one file each."""

from __future__ import annotations

from pathlib import Path

import click

from crm.cli.lazy import examples
from crm.cli.output import tell
from crm.cli.state import State, pass_state
from crm.domain.words import count


@click.command(
    name="vdir",
    epilog=examples(
        "callback export vdir ~/calendars/followups   where khal looks",
        "callback export vdir                         the folder of the settings",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@pass_state
def vdir(state: State, folder: Path | None) -> None:
    """Write follow-ups into a folder, one .ics file each (a vdir).

    \b
    khal reads the folder as it is; vdirsyncer carries it to any CalDAV server.
    Everything else: `export feed` to subscribe, `export ics` to import.

    Only files that changed are written, and those of what is done are removed. Files of others are never touched;
    one of ours that another program changed stays as it is, and is named. With `ics_folder: FOLDER` in the settings
    the folder is kept fresh after every change.
    """  # noqa: D301 (click reads it as "leave these lines as they are")
    with state.open() as book:
        from crm.book.vdir import save_folder

        path = folder.expanduser().absolute() if folder else state.settings.ics_folder
        if path is None:
            raise click.UsageError("Name the folder, or put `ics_folder: FOLDER` into the settings.")
        report = save_folder(book, path)
    tell(f"{path}: {count(report.total, 'event')} ({report.written:,} written, {report.removed:,} removed).")
    if report.sentence:
        tell(report.sentence)
    if path != state.settings.ics_folder:
        tell(f"To keep it fresh after every change, put this line into {state.places.settings}:")
        tell(f"  ics_folder: {path}")
