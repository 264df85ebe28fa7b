"""`callback calendar disconnect`: forget the calendar and its password."""

from __future__ import annotations

import click

from crm.cli.calendar_password import forget, opened
from crm.cli.lazy import examples
from crm.cli.output import asks, confirm, say, tell
from crm.cli.parameters import yes_option
from crm.cli.state import State, pass_state
from crm.domain.text import clean_line
from crm.domain.words import count


@click.command(
    epilog=examples(
        "callback calendar disconnect", "callback calendar disconnect --remove-events    and leave nothing there"
    )
)
@click.option("--remove-events", is_flag=True, help="Take our events out of the calendar first.")
@yes_option()
@pass_state
def disconnect(state: State, remove_events: bool, yes: bool) -> None:
    """Forget the calendar, what is known of it, and its password in the keyring.

    Without --remove-events what was put there stays, and nothing follows a later change any more.
    """
    with state.open() as book:
        from crm.book import publishing

        connection = publishing.needed_connection(book)
        name = clean_line(connection.name)
        if not yes:
            if not asks():
                tell("Nothing was changed: the same with --yes does it.")
                raise click.exceptions.Exit(1)
            gone = "take its events out of it and " if remove_events else ""
            if not confirm(f"Disconnect from {name}: {gone}forget the password?"):
                tell("Nothing was changed.")
                raise click.exceptions.Exit(1)
        if remove_events:
            remote = opened(state, connection)
            try:
                report = publishing.remove_all(remote, lambda func, *args: func(book, *args))
            finally:
                remote.close()
            say(f"{count(len(report.removed), 'event')} taken out of {name}.")
            for sentence in report.problems:
                tell(sentence)
            if report.stopped or report.problems:
                tell(f"{report.stopped} The calendar stays connected: try again.".strip())
                raise click.exceptions.Exit(2)
        # The password first: a connection that is forgotten could not say which one it was.
        said = forget(connection)
        staying = publishing.disconnect(book)
    say(f"Disconnected from {name}.")
    tell(said)
    if staying:
        tell(f"{count(staying, 'event')} stay in {name}: delete them there, where they are not wanted.")
