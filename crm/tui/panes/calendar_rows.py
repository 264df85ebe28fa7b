"""The rows of the calendar screen: the ways out, what events say, and what is to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.cells import cell_len

from crm.book.publishing import Ask
from crm.book.settings import Settings
from crm.domain.text import clean_line
from crm.domain.words import count
from crm.remote.addresses import host_of
from crm.tui.calendar_reads import CalendarSeen
from crm.tui.calendar_words import ABOUT, say_moment, say_settings, short_path
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import Part, cut, lay_out

SETTINGS = "settings"
ASK = "ask:"
LEFT = "left:"
_LONGEST_PATH = 24


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
        # The title is kept whole: it is what the row is.
        return [lay_out(width, [(" ", ""), (title, "strong")], [(cut(state, width - cell_len(title) - 3), ink)])]

    return Entry(key, draw)


def _ask(kind: str, ask: Ask) -> Entry[str]:
    there = f"there {ask.there}" if ask.kind == "conflict" else f"{ask.there} there"

    def draw(width: int) -> Sequence[list[Part]]:
        return [
            lay_out(width, [(" ", ""), (ask.summary, "strong")]),
            lay_out(width, [("   ", ""), (f"here {ask.here}", "muted")], [(there, "wait" if kind == ASK else "muted")]),
        ]

    return Entry(kind + ask.uid, draw)


def _file(seen: CalendarSeen) -> tuple[str, str]:
    return seen.news_in_words or "nothing new", "" if seen.news else "muted"


def _feed(seen: CalendarSeen, settings: Settings, today: date) -> tuple[str, str]:
    if settings.ics_feed is None:
        return "off", "muted"
    if seen.feed_written is None:
        return _place(settings.ics_feed, ", not there"), "wait"
    return _place(settings.ics_feed, f", {say_moment(seen.feed_written, today)}"), "good"


def _folder(seen: CalendarSeen, settings: Settings) -> tuple[str, str]:
    if settings.ics_folder is None:
        return "off", "muted"
    if not seen.folder_there:
        return _place(settings.ics_folder, ", not there"), "wait"
    return _place(settings.ics_folder), "good"


def _place(path: Path, rest: str = "") -> str:
    """The end of a path is what tells it apart."""
    shown = short_path(path)
    return (shown if len(shown) <= _LONGEST_PATH else f"…{shown[1 - _LONGEST_PATH :]}") + rest


def _server(seen: CalendarSeen) -> tuple[str, str]:
    connection = seen.status.connection
    if connection is None:
        return "not connected", "muted"
    if seen.status.asks:
        return f"{len(seen.status.asks):,} to decide", "wait"
    name = clean_line(connection.name) or host_of(connection.url)
    if seen.status.waiting:
        return f"{name}, {count(seen.status.waiting, 'change')} to go", ""
    return f"{name} at {host_of(connection.url)}", "good"
