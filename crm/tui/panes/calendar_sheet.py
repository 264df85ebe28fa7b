"""The sheet beside the ways to a calendar: whom a way suits, how it stands, what to expect, and what it would show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from crm.book.publishing import CHOICE_WORDS, Ask, SyncReport
from crm.book.settings import Settings
from crm.domain.text import clean_line
from crm.domain.words import count, say_day
from crm.remote.addresses import host_of
from crm.tui.calendar_reads import CalendarSeen
from crm.tui.calendar_words import (
    ABOUT,
    DECISIONS,
    PRIVACY,
    say_alarm,
    say_at,
    say_event_time,
    say_hours,
    say_minutes,
    say_moment,
    short_path,
)
from crm.tui.panes.calendar_rows import ASK, LEFT, SETTINGS
from crm.tui.widgets.prose import Line, Prose
from crm.tui.widgets.sheet import Layout

_ROOM = 12
_MOST_LINES = 4
_MOST_SAID = 12
_BY_FILE = "each when it changes"


def sheet_of_calendar(
    key: str | None, seen: CalendarSeen, settings: Settings, today: date, last: SyncReport | None
) -> tuple[str, Layout]:
    """The title and the lines for the row with `key`. `last` is what the last sync of this sitting did."""
    if key is None:
        return "", lambda _: ()
    if key.startswith((ASK, LEFT)):
        uid = key.partition(":")[2]
        ask = next((ask for ask in (*seen.status.asks, *seen.status.left) if ask.uid == uid), None)
        return (ask.summary, lambda width: _ask(width, ask)) if ask is not None else ("", lambda _: ())
    if key == SETTINGS:
        return "What events say", lambda width: _settings(width, seen, settings, today)
    return ABOUT[key].title, lambda width: _way(width, key, seen, settings, today, last)


def _way(
    width: int, key: str, seen: CalendarSeen, settings: Settings, today: date, last: SyncReport | None
) -> list[Line]:
    way, prose = ABOUT[key], Prose(width)
    prose.heading("Suits")
    for sentence in way.suits:
        prose.text(sentence)
    prose.heading("Now")
    match key:
        case "file":
            _file(prose, seen)
        case "feed":
            when = say_moment(seen.feed_written, today) if seen.feed_written else ""
            _output(prose, settings.ics_feed, count(seen.live, "event"), when)
        case "folder":
            _output(prose, settings.ics_folder, count(seen.live, "file"), _BY_FILE if seen.folder_there else "")
        case _:
            _server(prose, seen, today)
            if last is not None:
                _last(prose, last)
    prose.heading("What to expect")
    prose.labelled("updates", way.updates, room=_ROOM)
    prose.labelled("deletions", way.deletions, room=_ROOM)
    prose.labelled("alarms", way.alarms, room=_ROOM)
    _preview(prose, seen, today)
    return prose.lines


def _file(prose: Prose, seen: CalendarSeen) -> None:
    if not seen.news:
        prose.text(f"Nothing is new since the last file; everything is {count(seen.live, 'event')}.")
    else:
        prose.text(f"{seen.news_in_words} since the last file; everything is {count(seen.live, 'event')}.")
    _keys(prose, (("Enter", "writes the file"),))


def _output(prose: Prose, path: Path | None, what: str, written: str) -> None:
    if path is None:
        prose.text("Off.", "muted")
        _keys(prose, (("Enter", "turns it on"),))
        return
    prose.labelled("where", short_path(path), room=_ROOM)
    prose.labelled("what", f"{what}, kept fresh after every change", room=_ROOM)
    if not written:
        prose.labelled("", "It is not there: the next change writes it, or choose another place.", "wait", room=_ROOM)
    else:
        prose.labelled("written", written, room=_ROOM)
    _keys(prose, (("Enter", "another place"), ("D", "turns it off")))


def _server(prose: Prose, seen: CalendarSeen, today: date) -> None:
    connection = seen.status.connection
    if connection is None:
        prose.text("Not connected.", "muted")
        _keys(prose, (("Enter", "connects a calendar"),))
        return
    prose.labelled("calendar", f"{clean_line(connection.name)} at {host_of(connection.url)}", room=_ROOM)
    prose.labelled("as", clean_line(connection.user), room=_ROOM)
    kept = "in the keyring" if connection.keyring else "asked for once a sitting, kept nowhere"
    prose.labelled("password", kept, room=_ROOM)
    prose.labelled("last sync", say_moment(seen.synced, today) if seen.synced else "never", room=_ROOM)
    waiting = count(seen.status.waiting, "change")
    there = count(seen.status.published, "event")
    prose.labelled("there", f"{there}; {waiting if seen.status.waiting else 'nothing'} to go", room=_ROOM)
    if seen.status.asks:
        prose.labelled("to decide", f"{len(seen.status.asks):,}, in the list", "wait", room=_ROOM)
    _keys(prose, (("y", "syncs now"), ("Enter", "another calendar, another password"), ("D", "disconnects")))


def _last(prose: Prose, last: SyncReport) -> None:
    said = [*last.moved, *last.notes, *last.problems]
    if not said:
        return
    prose.heading("The last sync")
    for sentence in said[:_MOST_SAID]:
        prose.text(sentence)
    if len(said) > _MOST_SAID:
        prose.text(f"and {len(said) - _MOST_SAID:,} more", "muted")


def _ask(width: int, ask: Ask) -> list[Line]:
    prose = Prose(width)
    prose.heading("Both sides")
    prose.labelled("here", ask.here, room=_ROOM)
    prose.labelled("calendar", ask.there, "wait", room=_ROOM)
    if ask.why:
        prose.gap()
        prose.text(ask.why)
    prose.heading("What becomes of it" if ask.kind != "left" else "If you want it there after all")
    _keys(prose, [(DECISIONS[choice][0], CHOICE_WORDS[choice]) for choice in ask.choices], gap=False)
    prose.gap()
    prose.text("The next sync carries it out there; nothing is sent before.", "muted")
    return prose.lines


def _settings(width: int, seen: CalendarSeen, settings: Settings, today: date) -> list[Line]:
    prose = Prose(width)
    prose.heading("Whichever way they go out")
    prose.labelled("without time", say_at(settings.ics_at), room=_ROOM + 2)
    prose.labelled("alarm", f"all day: {say_hours(settings.ics_alarm_hours)}", room=_ROOM + 2)
    prose.labelled("", f"at a time: {say_minutes(settings.ics_alarm_minutes)}", room=_ROOM + 2)
    prose.labelled("below title", PRIVACY[settings.ics_description], room=_ROOM + 2)
    _keys(prose, (("Enter", "changes this"),))
    prose.gap()
    prose.text(
        "Interview notes and letters never go out, and people marked do not contact are in no calendar.", "muted"
    )
    _preview(prose, seen, today)
    return prose.lines


def _preview(prose: Prose, seen: CalendarSeen, today: date) -> None:
    prose.heading("The next in your calendar")
    if not seen.coming:
        prose.text("Nothing is to come: f at home plans a follow-up.", "muted")
    for number, event in enumerate(seen.coming):
        if number:
            prose.gap()
        day = say_day(event.on, today)
        prose.line([(day.ljust(_ROOM), "accent"), (event.summary, "strong")])
        prose.labelled("", f"{say_event_time(event)}, {say_alarm(event)}", "muted", room=_ROOM)
        if event.description:
            prose.labelled("", event.description, room=_ROOM, most=_MOST_LINES)


def _keys(prose: Prose, keys: Sequence[tuple[str, str]], *, gap: bool = True) -> None:
    if gap:
        prose.gap()
    for key, what in keys:
        prose.line([(key.ljust(7), "accent"), (what, "muted")])
