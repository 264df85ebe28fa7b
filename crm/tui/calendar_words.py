"""The sentences of the calendar screen: which way suits which calendar, what a sync did, how an event rings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from crm.book.local_zone import LOCAL
from crm.book.publishing import Choice, SyncReport
from crm.book.settings import Settings
from crm.domain.words import count, say_since
from crm.formats.ics import CalendarEvent


@dataclass(frozen=True, slots=True)
class Way:
    """A way from the book to a calendar, in words: what it is, whom it suits, what becomes of events there."""

    title: str
    suits: tuple[str, str]
    updates: str
    deletions: str
    alarms: str


ABOUT: dict[str, Way] = {
    "file": Way(
        "A file to import",
        (
            "Google, Apple, Thunderbird, GNOME, Outlook: only what is new.",
            "A fresh or cleared calendar, khal: everything.",
        ),
        "with the next file, where the calendar takes it: khal, Google and Apple do; Thunderbird and GNOME stop at "
        "what they know, Outlook makes a second copy",
        "what is done goes out once more, as cancelled",
        "as set in What events say; Google drops those of imported files",
    ),
    "feed": Way(
        "A feed",
        (
            "Google, Apple, Outlook on the web, Nextcloud: where the file lies at a web address.",
            "Thunderbird, GNOME (Evolution): a file on this machine will do.",
        ),
        "by themselves, when the calendar asks again",
        "what is done disappears there",
        "in Thunderbird, Evolution and on the Mac, when ticked there; not in Google and Outlook",
    ),
    "folder": Way(
        "A folder (vdir)",
        (
            "khal reads it as it is; vdirsyncer carries it to any CalDAV server.",
            "Everything else: the feed or a file.",
        ),
        "at once; only the file of what changed is written",
        "the file of what is done goes",
        "khal shows none; a notifier over the folder does",
    ),
    "server": Way(
        "A calendar server",
        (
            "Nextcloud, iCloud, Fastmail, Radicale and other CalDAV servers; every phone that shows them.",
            "Not Google and Outlook, which let no program in by a password.",
        ),
        "with every sync, and what you drag to another day there moves here",
        "done here, it goes there; deleted there, you are asked",
        "on every device, as set in What events say",
    ),
}

#: What may be decided, by key and in short; the sheet says it at length.
DECISIONS: dict[Choice, tuple[str, str]] = {
    "ours": ("o", "as it is here"),
    "theirs": ("t", "as the calendar has it"),
    "cancel": ("c", "call it off here"),
    "again": ("a", "put it there again"),
    "leave": ("x", "leave it out of the calendar"),
}

PRIVACY = {
    "none": "Only the title: who and what. Nothing else leaves the book.",
    "why": "The purpose and why now. No phone numbers, places or concerns: calendars get shared.",
    "all": "Phone numbers, the place of an interview and open concerns too. Whoever sees the calendar reads them.",
}

_MOVED = re.compile(r"(.+): moved to (.+), as in the calendar\.")


def short_path(path: Path) -> str:
    """The path, `~` standing for the home folder."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)


def say_moment(moment: datetime, today: date) -> str:
    """`today 14:02`, `yesterday 09:10`, `on Tue 1 Dec`."""
    local = moment.astimezone(LOCAL)
    said = say_since(local.date(), today)
    return f"{said} {local:%H:%M}" if (today - local.date()).days in {0, 1} else said


# Events


def say_event_time(event: CalendarEvent) -> str:
    """`all day`, or `14:30 to 15:00`."""
    if event.at is None:
        return "all day"
    begins = event.at.astimezone(LOCAL)
    ends = (event.at + (event.length or timedelta(minutes=30))).astimezone(LOCAL)
    return f"{begins:%H:%M} to {ends:%H:%M}"


def say_alarm(event: CalendarEvent) -> str:
    """`rings 09:00 the day before`."""
    if event.alarm is None:
        return "no alarm"
    if event.at is None:
        return say_hours(int(event.alarm.total_seconds()) // 3600)
    return say_minutes(int(event.alarm.total_seconds()) // 60)


def say_hours(hours: int | None) -> str:
    """When something for the whole day rings so many hours before it begins."""
    if hours is None:
        return "no alarm"
    days, hour = -(-hours // 24), -hours % 24
    return f"rings {hour:02}:00 {'that day' if not days else 'the day before' if days == 1 else f'{days} days before'}"


def say_minutes(minutes: int | None) -> str:
    """When something at a time rings so many minutes before it."""
    if minutes is None:
        return "no alarm"
    if not minutes:
        return "rings at its time"
    hours, rest = divmod(minutes, 60)
    return f"rings {count(hours, 'hour')} before" if hours and not rest else f"rings {count(minutes, 'minute')} before"


def say_at(at: time | None) -> str:
    """How an event without a time of its own is put."""
    return "all day" if at is None else f"at {at:%H:%M}, half an hour"


def say_settings(settings: Settings) -> str:
    """`all day, and why`."""
    when = "all day" if settings.ics_at is None else f"at {settings.ics_at:%H:%M}"
    below = {"none": "the title only", "why": "and why", "all": "and everything"}[settings.ics_description]
    return f"{when}, {below}"


# The server


def say_sync(report: SyncReport, name: str, *, here: bool) -> str:
    """What a sync did, in one sentence. `here`: what is to be decided is on the screen already."""
    parts = [
        f"{len(done):,} {words}"
        for done, words in ((report.put, "put"), (report.updated, "updated"), (report.removed, "taken out"))
        if done
    ]
    if report.moved:
        parts.append(f"{len(report.moved):,} moved here: {_moves(report.moved)}")
    said = ", ".join(parts)
    if report.moved:
        said += "; u undoes" if len(report.moved) == 1 else "; u undoes the last"
    if not said and not report.stopped and not report.problems:
        same = count(report.unchanged, "event")
        said = f"{name} is as it should be: {same}" if report.unchanged else f"Nothing to put in {name}"
    sentences = [said + "."] if said else []
    if report.asks:
        what = "the list has it" if here else "i shows it"
        sentences.append(f"{len(report.asks):,} to decide: {what}.")
    if report.problems:
        more = f" ({len(report.problems) - 1:,} more in the calendar screen, i)" if len(report.problems) > 1 else ""
        sentences.append(f"{report.problems[0]}{more}")
    if report.stopped:
        sentences.append(report.stopped)
    return " ".join(sentences)


def _moves(moved: Sequence[str]) -> str:
    first = _MOVED.fullmatch(moved[0])
    said = f"{first[1]} to {first[2]}" if first else moved[0].rstrip(".")
    return said if len(moved) == 1 else f"{said}, and {len(moved) - 1:,} more"
