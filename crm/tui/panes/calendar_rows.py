"""The rows of the calendar screen: the ways out, what events say, and what is to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.book.publishing import Ask
from crm.book.settings import Settings
from crm.domain.text import clean_line
from crm.domain.words import count
from crm.remote.addresses import host_of
from crm.tui.calendar_reads import CalendarSeen
from crm.tui.calendar_words import ABOUT, say_moment, say_settings, short_path
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import Part, lay_out

SETTINGS = "settings"
ASK = "ask:"
LEFT = "left:"


def rows_of_calendar(seen: CalendarSeen, settings: Settings, today: date) -> list[Entry[str]]:
    """Every row under its heading."""
    rows = [_heading("Ways out")]
    rows += [
        _row("file", ABOUT["file"].title, *_file(seen)),
        _row("feed", ABOUT["feed"].title, *_feed(seen, settings, today)),
        _row("folder", ABOUT["folder"].title, *_folder(seen, settings)),
        _row("server", ABOUT["server"].title, *_server(seen)),
        _row(SETTINGS, "What events say", say_settings(settings), "muted"),
    ]
    if seen.status.asks:
        rows.append(_heading("To decide", "wait-heading"))
        rows += [_ask(ASK, ask) for ask in seen.status.asks]
    if seen.status.left:
        rows.append(_heading("Left out of the calendar"))
        rows += [_ask(LEFT, ask) for ask in seen.status.left]
    return rows


def _heading(text: str, ink: str = "heading") -> Entry[str]:
    return Entry(None, lambda width: [lay_out(width, [(text, ink)])])


def _row(key: str, title: str, state: str, ink: str) -> Entry[str]:
    def draw(width: int) -> Sequence[list[Part]]:
        return [lay_out(width, [(" ", ""), (title, "strong")], [(state, ink)])]

    return Entry(key, draw)


def _ask(kind: str, ask: Ask) -> Entry[str]:
    there = ask.there if ask.kind != "conflict" else f"there {ask.there}"

    def draw(width: int) -> Sequence[list[Part]]:
        return [
            lay_out(width, [(" ", ""), (ask.summary, "strong")]),
            lay_out(width, [("   ", ""), (f"here {ask.here}", "muted")], [(there, "wait" if kind == ASK else "muted")]),
        ]

    return Entry(kind + ask.uid, draw)


def _file(seen: CalendarSeen) -> tuple[str, str]:
    parts = [
        f"{number:,} {words}"
        for number, words in ((seen.new, "new"), (seen.changed, "changed"), (seen.cancelled, "cancelled"))
        if number
    ]
    return ", ".join(parts) or "nothing new", "" if parts else "muted"


def _feed(seen: CalendarSeen, settings: Settings, today: date) -> tuple[str, str]:
    if settings.ics_feed is None:
        return "off", "muted"
    if seen.feed_written is None:
        return f"{short_path(settings.ics_feed)}, not there", "wait"
    return f"{short_path(settings.ics_feed)}, {say_moment(seen.feed_written, today)}", "good"


def _folder(seen: CalendarSeen, settings: Settings) -> tuple[str, str]:
    if settings.ics_folder is None:
        return "off", "muted"
    if not seen.folder_there:
        return f"{short_path(settings.ics_folder)}, not there", "wait"
    return short_path(settings.ics_folder), "good"


def _server(seen: CalendarSeen) -> tuple[str, str]:
    connection = seen.status.connection
    if connection is None:
        return "not connected", "muted"
    if seen.status.asks:
        return f"{len(seen.status.asks):,} to decide", "wait"
    name = f"{clean_line(connection.name)} at {host_of(connection.url)}"
    return (f"{name}, {count(seen.status.waiting, 'change')} to go", "") if seen.status.waiting else (name, "good")
