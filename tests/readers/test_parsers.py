"""What parsers make of a file, the next one, the feed and the folder: the same as we meant."""

from __future__ import annotations

import json
import subprocess
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crm.book.calendar import export_calendar
from crm.book.calendar_outputs import refresh_outputs
from crm.book.follow_ups import finish_follow_up, move_follow_up
from tests.readers.conftest import TITLES, Story, ical_js, module


@dataclass(frozen=True)
class Seen:
    """An event as a reader tells it. `alarm` is seconds from the start, None for no alarm."""

    uid: str
    start: date | datetime
    end: date | datetime
    summary: str
    description: str
    sequence: int
    status: str
    alarm: float | None


Reader = Callable[[Sequence[bytes]], list[list[Seen]]]


def by_vobject(files: Sequence[bytes]) -> list[list[Seen]]:
    vobject = module("vobject")
    return [
        [
            Seen(
                event.uid.value,
                event.dtstart.value,
                event.dtend.value,
                event.summary.value,
                event.description.value,
                int(event.sequence.value),
                event.status.value,
                event.valarm.trigger.value.total_seconds() if hasattr(event, "valarm") else None,
            )
            for event in getattr(vobject.readOne(file.decode()), "vevent_list", [])
        ]
        for file in files
    ]


def by_recurring_ical_events(files: Sequence[bytes]) -> list[list[Seen]]:
    recurring, icalendar = module("recurring_ical_events"), module("icalendar")
    found = []
    for file in files:
        events = recurring.of(icalendar.Calendar.from_ical(file)).between(date(2026, 1, 1), date(2028, 1, 1))
        found.append(
            [
                Seen(
                    str(event["UID"]),
                    event.start,
                    event.end,
                    str(event["SUMMARY"]),
                    str(event["DESCRIPTION"]),
                    int(event["SEQUENCE"]),
                    str(event["STATUS"]),
                    next((alarm["TRIGGER"].dt.total_seconds() for alarm in event.walk("VALARM")), None),
                )
                for event in events
            ]
        )
    return found


def by_ics(files: Sequence[bytes]) -> list[list[Seen]]:
    ics = module("ics")

    def moment(event: object, name: str) -> date | datetime:
        value = getattr(event, name).datetime
        return value.date() if event.all_day else value  # type: ignore[attr-defined]

    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own parser
        for file in files:
            found.append(
                [
                    Seen(
                        event.uid,
                        moment(event, "begin"),
                        moment(event, "end"),
                        event.name,
                        event.description,
                        int(next(line.value for line in event.extra if line.name == "SEQUENCE")),
                        event.status,
                        next((alarm.trigger.total_seconds() for alarm in event.alarms), None),
                    )
                    for event in ics.Calendar(file.decode()).events
                ]
            )
    return found


def by_ical_js(files: Sequence[bytes]) -> list[list[Seen]]:
    node, place = ical_js()
    done = subprocess.run(
        [node, str(Path(__file__).parent / "read.mjs"), place],
        input=json.dumps([file.decode() for file in files]), capture_output=True, encoding="utf-8", timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

    def moment(text: str) -> date | datetime:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)

    return [
        [Seen(**{**event, "start": moment(event["start"]), "end": moment(event["end"])}) for event in events]
        for events in json.loads(done.stdout)
    ]


READERS: dict[str, Reader] = {
    "vobject": by_vobject,
    "recurring-ical-events": by_recurring_ical_events,
    "ics": by_ics,
    "ical.js": by_ical_js,
}


@pytest.mark.parametrize("reader", READERS)
def test_a_file_a_move_a_cancellation_and_everything_are_read_as_meant(
    reader: str, story: Story, tmp_path: Path
) -> None:
    book, when = story.book, datetime(2026, 12, 2, 9, 30).astimezone(UTC)
    files = [export_calendar(book, mark=True).data]
    refresh_outputs(book)
    move_follow_up(book, story.items[0], date(2026, 12, 24))
    files.append(export_calendar(book, mark=True).data)
    finish_follow_up(book, story.items[1])
    files.append(export_calendar(book, mark=True).data)
    files.append(export_calendar(book, everything=True).data)
    refresh_outputs(book)
    files += [
        (tmp_path / "feed.ics").read_bytes(),
        (tmp_path / "followups" / f"{story.uid(0)}.ics").read_bytes(),
        (tmp_path / "followups" / f"{story.uid(2)}.ics").read_bytes(),
    ]
    said = "the role; the team, too\nPlanned for {}."
    call, mail, talk = (
        Seen(story.uid(0), date(2026, 12, 1), date(2026, 12, 2), TITLES[0], said.format("Tue 1 Dec 2026"), 0,
             "CONFIRMED", -15 * 3600),
        Seen(story.uid(1), when, when + timedelta(minutes=30), TITLES[1], said.format("Wed 2 Dec 2026"), 0,
             "CONFIRMED", 0),
        Seen(story.uid(2), date(2026, 12, 3), date(2026, 12, 4), TITLES[2], said.format("Thu 3 Dec 2026"), 0,
             "CONFIRMED", -15 * 3600),
    )  # fmt: skip
    moved = Seen(
        call.uid, date(2026, 12, 24), date(2026, 12, 25), call.summary, said.format("Thu 24 Dec 2026"), 1,
        "CONFIRMED", call.alarm,
    )  # fmt: skip
    gone = Seen(mail.uid, mail.start, mail.end, f"Cancelled: {mail.summary}", mail.description, 1, "CANCELLED", None)
    for found, wanted in zip(
        READERS[reader](files),
        ([call, mail, talk], [moved], [gone], [gone, talk, moved], [talk, moved], [moved], [talk]),
        strict=True,
    ):
        assert sorted(found, key=lambda event: event.uid) == sorted(wanted, key=lambda event: event.uid)


@pytest.mark.parametrize("reader", READERS)
def test_hostile_text_comes_back_as_it_was_cleaned(reader: str, story: Story) -> None:
    from crm.book.follow_ups import edit_follow_up

    text = 'a\\b "quoted", semi; colon: 100% [/] BEGIN:VEVENT ' + "ż" * 90 + " 👩‍👩‍👧 end"
    edit_follow_up(story.book, story.items[0], purpose=text)
    (events,) = READERS[reader]([export_calendar(story.book).data])
    seen = next(event for event in events if event.uid == story.uid(0))
    assert seen.description == text.replace("\\", "/") + "\nPlanned for Tue 1 Dec 2026."


@pytest.mark.parametrize("reader", READERS)
def test_an_empty_feed_is_an_empty_calendar(reader: str, story: Story, tmp_path: Path) -> None:
    for item in story.items:
        finish_follow_up(story.book, item)
    refresh_outputs(story.book)
    assert READERS[reader]([(tmp_path / "feed.ics").read_bytes()]) == [[]]
