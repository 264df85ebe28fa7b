"""`callback calendar status`: what is connected, and what is to be decided."""

from __future__ import annotations

import click

from crm.cli.calendar_words import ask_json, ask_lines
from crm.cli.lazy import examples
from crm.cli.output import columns, print_json, say, width_of_output
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state
from crm.domain.text import clean_line
from crm.domain.words import count, say_since

_SHORT_UID = 13


@click.command(epilog=examples("callback calendar status", "callback calendar status --json"))
@json_option()
@pass_state
def status(state: State, as_json: bool) -> None:
    """Which calendar the book is published in, how far, and what is to be decided. The server is not asked."""
    with state.open() as book:
        from crm.book import publishing
        from crm.book.local_zone import LOCAL
        from crm.book.publish_last import last_synced
        from crm.remote.addresses import host_of

        connection = publishing.needed_connection(book)
        found = publishing.status(book)
        last = last_synced(book)
        synced = last.astimezone(LOCAL) if last else None
    if as_json:
        print_json(
            {
                "calendar": connection.name,
                "url": connection.calendar,
                "user": connection.user,
                "keyring": connection.keyring,
                "last_sync": synced.isoformat() if synced else None,
                "published": found.published,
                "waiting": found.waiting,
                "left_out": [ask_json(ask) for ask in found.left],
                "asks": [ask_json(ask) for ask in found.asks],
            }
        )
        return
    say(f"{clean_line(connection.name)} on {host_of(connection.calendar)}, as {clean_line(connection.user)}.")
    say(f"The password is {'in the keyring' if connection.keyring else 'not kept: each sync asks for it'}.")
    said = f"{say_since(synced.date(), state.today)} at {synced:%H:%M}" if synced else "never"
    say(f"Synced to the end: {said}.")
    waiting = f"{count(found.waiting, 'change')} wait" + ("s" if found.waiting == 1 else "")
    say(f"{count(found.published, 'event')} there; {waiting if found.waiting else 'nothing waits'} for the next sync.")
    if found.left:
        say("Left out of the calendar (`callback calendar resolve UID again` puts it there after all):")
        rows = [(ask.uid[:_SHORT_UID], ask.summary, ask.here) for ask in found.left]
        for line in columns(rows, width=width_of_output(), limits=(_SHORT_UID, 50), indent=2):
            say(line)
    for line in ask_lines(found.asks):
        say(line)
