"""`callback calendar connect`: choose a calendar on a server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from crm.book.errors import Ambiguous, Declined, Refused
from crm.cli.calendar_password import first_password, forget, keep
from crm.cli.lazy import examples
from crm.cli.output import asks, say, tell
from crm.cli.parameters import NAME
from crm.cli.state import State, pass_state
from crm.domain.text import clean_line, fold
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.publishing import CalendarInfo, Connection, Found


@click.command(
    epilog=examples(
        "callback calendar connect https://cloud.example.test --user ann --make Callback",
        "callback calendar connect https://caldav.icloud.com --user ann@example.test",
        "callback calendar connect http://localhost:5232 --user ann --calendar Work --no-keyring",
    )
)
@click.argument("url", type=NAME, metavar="URL")
@click.option("--user", type=NAME, required=True, metavar="NAME", help="Your name on that server.")
@click.option("--calendar", "wanted", type=NAME, metavar="NAME", help="The calendar to use, by its name or address.")
@click.option("--make", type=NAME, metavar="NAME", help="Make a new calendar of that name, and use it.")
@click.option("--allow-http", is_flag=True, help="Allow http:// to another machine: anybody on the way can read along.")
@click.option("--no-keyring", is_flag=True, help="Do not offer to keep the password in the keyring.")
@pass_state
def connect(
    state: State, url: str, user: str, wanted: str | None, make: str | None, allow_http: bool, no_keyring: bool
) -> None:
    """Choose the calendar on a server (CalDAV) that follow-ups are put in. A book has one.

    URL is the address of the server or of a calendar. The password is asked for without an echo, or taken from
    CALLBACK_CALDAV_PASSWORD; many servers want an app password made in their settings. Nothing is kept before
    signing in has worked, and the password only in the keyring, when you say so.

    A calendar of its own (--make Callback) can be hidden, coloured and shared by itself.
    """
    if wanted and make:
        raise Refused("Either --calendar, for one that is there, or --make, for a new one.")
    from crm.book import publishing
    from crm.remote.addresses import host_of, server_address

    url = server_address(url, allow_http=allow_http)
    with state.open() as book:
        password = first_password(state, user, host_of(url))
        found = publishing.find_calendars(url, user, password.secret, http=allow_http)
        before = publishing.connection_of(book)
        chosen = None if make else _choose(found, wanted, before, host_of(url))
        if chosen is None:
            name = make or publishing.USUAL_NAME
            _refuse_second(found, name)
            chosen = publishing.new_calendar(found.url, user, password.secret, name, http=allow_http)
            say(f"Made the calendar {_named(chosen)} on {host_of(url)}.")
        if not chosen.writable:
            raise Refused(f"{_named(chosen)} can only be read: choose another, or --make {publishing.USUAL_NAME}.")
        connection = publishing.Connection(found.url, user, chosen.url, chosen.name, http=allow_http)
        if password.source == "typed" and not no_keyring:
            kept = keep(connection, password.secret)
        else:
            # A password from the environment is there for the syncs as well; one that was kept stays so.
            kept = password.source != "typed" and _same_account(before, connection)
        connection = replace(connection, keyring=kept)
        left = publishing.connect(book, connection)
    say(f"Connected: {_named(chosen)} on {host_of(found.url)}. `callback calendar sync` puts follow-ups there.")
    if before is not None and before.keyring and not (kept and _same_account(before, connection)):
        tell(forget(before))
    if before is not None and left:
        tell(f"{count(left, 'event')} of this book stay in the calendar {clean_line(before.name)} that it had before.")


def _same_account(before: Connection | None, now: Connection) -> bool:
    from crm.book.publishing import password_account

    return before is not None and before.keyring and password_account(before) == password_account(now)


def _choose(found: Found, wanted: str | None, before: Connection | None, host: str) -> CalendarInfo | None:
    """The calendar that is meant; None for a new one. Raises Refused, Ambiguous, Declined."""
    calendars = found.calendars
    if wanted is not None:
        return _by_name(calendars, wanted, host)
    writable = [info for info in calendars if info.writable]
    had = next((info for info in writable if before is not None and info.url == before.calendar), None)
    if found.named is not None or had is not None:
        return found.named or had
    if not writable:
        raise Refused(f"There is no calendar on {host} that can be written: --make Callback makes one.")
    if len(writable) == 1:
        tell("It is the only calendar there; one of its own (--make Callback) can be hidden and shared by itself.")
        return writable[0]
    if not asks():
        raise Ambiguous("Several calendars are there: say which with --calendar, or --make one:", _lines(writable))
    for place, line in enumerate(_lines(writable), 1):
        tell(f"{place:3}  {line}")
    tell("  0  a new one, called Callback (recommended: it can be hidden and shared by itself)")
    answer: int = click.prompt("Which", type=click.IntRange(0, len(writable)), default=0, err=True)
    return writable[answer - 1] if answer else None


def _by_name(calendars: Sequence[CalendarInfo], wanted: str, host: str) -> CalendarInfo:
    fits = [info for info in calendars if wanted == info.url] or [
        info for info in calendars if fold(info.name) == fold(wanted)
    ]
    if not fits:
        raise Ambiguous(f"There is no calendar of that name on {host}. There are:", _lines(calendars))
    if len(fits) > 1:
        raise Ambiguous("Several calendars are called so: say the address of one:", [info.url for info in fits])
    return fits[0]


def _refuse_second(found: Found, name: str) -> None:
    if any(fold(info.name) == fold(name) for info in found.calendars):
        raise Declined(f"A calendar called {clean_line(name)} is there already: --calendar uses it.")


def _lines(calendars: Sequence[CalendarInfo]) -> list[str]:
    return [f"{_named(info)}{'' if info.writable else ' (read only)'}" for info in calendars]


def _named(info: CalendarInfo) -> str:
    return clean_line(info.name) or info.url
