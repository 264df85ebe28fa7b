"""`callback export feed`: follow-ups as a calendar file to subscribe to."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crm.cli.lazy import examples
from crm.cli.output import tell
from crm.cli.state import State, pass_state
from crm.domain.words import count

_STANDARD_OUTPUT = Path("-")


@click.command(
    name="feed",
    epilog=examples(
        "callback export feed                          the one of the settings",
        "callback export feed -o ~/Sync/followups.ics  into a file of another name",
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write, replacing one of that name; - is standard output. "
    "Without it: the file of the setting ics_feed, else callback-feed.ics in this folder.",
)
@pass_state
def feed(state: State, output: Path | None) -> None:
    """Write follow-ups as an .ics file for a calendar to subscribe to.

    \b
    Google, Apple, Outlook on the web, Nextcloud, Thunderbird, GNOME: subscribe.
    What is done disappears there by itself; no other file can do that.

    The file always holds everything that is open, and nothing that was cancelled. With `ics_feed: FILE` in the
    settings it is kept fresh after every change. A calendar on the web can only subscribe to what is on the web:
    put the file where a server gives it out, at an address that nobody can guess.
    """  # noqa: D301 (click reads it as "leave these lines as they are")
    with state.open() as book:
        from crm.book.feed import USUAL_FEED, feed_bytes, save_feed

        if output == _STANDARD_OUTPUT:
            sys.stdout.buffer.write(feed_bytes(book))
            sys.stdout.buffer.flush()
            return
        path = (output.expanduser() if output else state.settings.ics_feed or Path(USUAL_FEED)).absolute()
        report = save_feed(book, path)
    tell(f"{path}: {count(report.total, 'event')}.")
    if path != state.settings.ics_feed:
        tell(f"To keep it fresh after every change, put this line into {state.places.settings}:")
        tell(f"  ics_feed: {path}")
