"""The feed: always what belongs in the calendar now, made anew only where something changed."""

import errno
import json
import os
import stat
import tempfile
import time as clock
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from crm.book import calendar_entries, feed
from crm.book.calendar import export_calendar
from crm.book.calendar_events import live_events
from crm.book.calendar_outputs import OutputReport, refresh_outputs
from crm.book.calendar_versions import events_now
from crm.book.clock import FixedClock
from crm.book.errors import BookError, Refused
from crm.book.feed import FeedReport, refresh_feed, save_feed
from crm.book.follow_ups import (
    cancel_follow_up,
    edit_follow_up,
    finish_follow_up,
    move_follow_up,
    plan_follow_up,
    snooze,
)
from crm.book.history import redo, undo
from crm.book.importing import parse, run_import
from crm.book.interviews import NewDebrief, NewInterview, add_interview, debrief_interview, edit_interview
from crm.book.merge_contacts import merge_contacts
from crm.book.merge_employers import merge_employers
from crm.book.opportunities import NewOpportunity, add_opportunity
from crm.book.people import add_contact, delete_contact, edit_contact, get_contact, set_do_not_contact
from crm.book.rejections import RecordNo, record_no
from crm.book.session import Book, open_book
from crm.book.settings import Settings
from crm.book.touches import NewTouch, log_touch
from crm.domain.interviews import Quote
from crm.domain.people import Contact, Labelled, Position
from crm.formats.ics import CalendarEvent, EventWriter, content_hash, content_of, feed_frame
from crm.formats.vdir_item import Items, file_name
from tests.formats.ics_bytes import problems, values

TODAY = date(2026, 11, 22)


def at(book: Book, day: date = TODAY, **changes: object) -> Book:
    """The same book on another day, or with other settings."""
    return replace(book, clock=FixedClock(day), settings=replace(book.settings, **changes))


def dana(book: Book, **fields: object) -> int:
    known = {"cadence": "none", "positions": (Position(employer="Northwind"),)} | fields
    return add_contact(book, Contact("Dana Whitfield", **known))  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feed.ics"


@pytest.fixture
def fed(book: Book, path: Path) -> Book:
    """A book whose settings name a feed."""
    return at(book, ics_feed=path)


def versions(book: Book) -> list[CalendarEvent]:
    """The events of now in the ledger's versions, made without anything that was kept."""
    made = []
    for event in live_events(book):
        sequence, mark, stamp = book.store.row(
            "SELECT sequence, content_hash, stamp FROM export_ledger WHERE uid = ? AND status = 'confirmed'",
            (event.uid,),
        )
        assert mark == content_hash(content_of(event)), "the ledger has the version of now"
        made.append(replace(event, sequence=sequence, stamp=datetime.fromisoformat(stamp)))
    return sorted(made, key=lambda event: (event.on, event.at is not None, event.at, event.uid))


def whole(book: Book) -> bytes:
    """The feed as it would be if it was made anew."""
    owner = json.loads(book.store.value("SELECT value FROM meta WHERE \"key\" = 'calendar_owner'"))["id"]
    head, tail = feed_frame(f"Callback: {book.name}", owner)
    return b"".join([head, *map(EventWriter(), versions(book)), tail])


def events(path: Path) -> dict[str, icalendar.Event]:
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(path.read_bytes()).events}


# What is in it


def test_it_holds_what_belongs_in_the_calendar_and_says_what_it_is(fed: Book, path: Path) -> None:
    plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    assert refresh_feed(fed) == FeedReport(path, 1, written=True)
    data = path.read_bytes()
    assert problems(data) == []
    assert data == whole(fed)
    assert values(data, "SUMMARY") == ["Call Dana Whitfield (Northwind)"]
    assert values(data, "X-WR-CALNAME") == ["Callback: book"]
    assert values(data, "REFRESH-INTERVAL") == values(data, "X-PUBLISHED-TTL") == ["PT1H"]
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in data


def test_what_is_done_disappears_and_is_not_cancelled(fed: Book, path: Path) -> None:
    contact = dana(fed)
    item = plan_follow_up(fed, contact, date(2026, 12, 1), "x", "call")
    plan_follow_up(fed, contact, date(2026, 12, 8), "y", "call")
    refresh_feed(fed)
    finish_follow_up(fed, item)
    refresh_feed(fed)
    assert b"CANCELLED" not in path.read_bytes()
    assert values(path.read_bytes(), "DTSTART") == ["20261208"]


def test_with_nothing_left_it_is_an_empty_calendar(fed: Book, path: Path) -> None:
    cancel_follow_up(fed, plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call"))
    assert refresh_feed(fed).total == 0
    assert list(icalendar.Calendar.from_ical(path.read_bytes()).events) == []


def test_a_move_raises_the_sequence_also_when_it_is_undone(fed: Book, path: Path) -> None:
    item = plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    seen = []
    for change in (lambda: None, lambda: move_follow_up(fed, item, date(2026, 12, 3)), lambda: undo(fed)):
        change()
        refresh_feed(fed)
        seen.append((values(path.read_bytes(), "SEQUENCE"), values(path.read_bytes(), "DTSTART")))
    assert seen == [(["0"], ["20261201"]), (["1"], ["20261203"]), (["2"], ["20261201"])]


# Files to import and the feed beside each other


def test_what_was_only_in_the_feed_is_not_announced_as_cancelled_in_a_file(fed: Book) -> None:
    item = plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    finish_follow_up(fed, item)
    refresh_feed(fed)
    assert export_calendar(fed, everything=True, mark=True).total == 0


def test_what_was_filed_is_cancelled_in_the_next_file_also_when_the_feed_saw_it_first(fed: Book) -> None:
    item = plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    assert export_calendar(fed, mark=True).new == 1
    move_follow_up(fed, item, date(2026, 12, 3))
    refresh_feed(fed)
    assert export_calendar(fed, mark=True).changed == 1
    finish_follow_up(fed, item)
    refresh_feed(fed)
    gone = export_calendar(fed, mark=True)
    assert (gone.cancelled, values(gone.data, "SEQUENCE")) == (1, ["2"])
    assert export_calendar(fed, mark=True).total == 0
    assert export_calendar(fed, everything=True).data == gone.data


def test_a_file_in_between_does_not_leave_an_old_version_in_the_feed(fed: Book, path: Path) -> None:
    item = plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    for change in (lambda: move_follow_up(fed, item, date(2026, 12, 3)), lambda: undo(fed)):
        change()
        export_calendar(fed, mark=True)
    refresh_feed(fed)
    assert values(path.read_bytes(), "SEQUENCE") == ["2"]
    finish_follow_up(fed, item)
    export_calendar(fed, mark=True)
    refresh_feed(fed)
    assert events(path) == {}, "the file took it out of the ledger before the feed could see it go"


def test_a_file_that_was_not_marked_yet_does_not_set_newer_versions_back(fed: Book) -> None:
    item = plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    move_follow_up(fed, item, date(2026, 12, 3))
    file = export_calendar(fed)
    move_follow_up(fed, item, date(2026, 12, 5))
    refresh_feed(fed)
    from crm.book.calendar import mark_exported

    mark_exported(fed, file)
    again = export_calendar(fed, mark=True)
    assert values(again.data, "DTSTART") == ["20261205"], "the same sequence with another date did not go out"
    assert export_calendar(fed).total == 0


def test_what_stays_only_because_the_feed_has_it_is_not_new_in_a_file(fed: Book, path: Path) -> None:
    role = add_opportunity(fed, NewOpportunity("Analyst", "Northwind"))
    number = add_interview(fed, role, NewInterview(TODAY, held=False))
    refresh_feed(fed)
    edit_interview(fed, number, status="held")
    refresh_feed(fed)
    assert len(events(path)) == 1, "it took place as it stands in the calendar"
    assert export_calendar(fed, everything=True).total == 0, "but nobody imports what is over"


def test_events_now_gives_each_as_a_calendar_of_its_own_and_notes_its_version(book: Book) -> None:
    contact = dana(book)
    item = plan_follow_up(book, contact, date(2026, 12, 1), "x", "call")
    plan_follow_up(book, contact, date(2026, 12, 8), "y", "email")
    first = events_now(book)
    assert [version.is_new for version in first] == [True, True]
    for version in first:
        assert problems(version.data) == []
        assert values(version.data, "UID") == [version.uid]
    move_follow_up(book, item, date(2026, 12, 3))
    second = {version.uid: version.sequence for version in events_now(book)}
    assert sorted(second.values()) == [0, 1]
    assert [version.is_new for version in events_now(book)] == [False, False]
    finish_follow_up(book, item)
    assert len(events_now(book)) == 1
    undo(book)
    assert sorted(version.sequence for version in events_now(book)) == [0, 3], "it was gone in between"


# What it says


def test_the_description_says_nothing_why_or_all(book: Book) -> None:
    phones = (Labelled("+49 30 5550100", "work"), Labelled("+49 170 5550101", "mobile"))
    contact = dana(book, phones=phones, notes="secretnote")
    plan_follow_up(book, contact, date(2026, 12, 1), "the role", "call", time(9))
    role = add_opportunity(book, NewOpportunity("Analyst", "Northwind", people=((contact, ""),)))
    held = add_interview(book, role, NewInterview(TODAY, contact_ids=[contact]))
    debrief_interview(book, held, NewDebrief(concerns=[Quote("no forecasting, so far")], notes="secretnote"))
    add_interview(book, role, NewInterview(date(2026, 12, 5), location="https://meet.test/x", contact_ids=[contact]))

    def said(level: str) -> dict[str, str]:
        made = export_calendar(at(book, ics_description=level), everything=True)
        assert problems(made.data) == []
        assert b"secretnote" not in made.data
        return {
            str(event["SUMMARY"]): str(event.get("DESCRIPTION", ""))
            for event in icalendar.Calendar.from_ical(made.data).events
        }

    call, talk = "Call Dana Whitfield (Northwind)", "Interview with Dana Whitfield (Northwind)"
    assert said("none") == {call: "", talk: ""}
    assert said("why") == {call: "the role\nPlanned for Tue 1 Dec 2026.", talk: "Analyst"}
    assert said("all") == {
        call: "the role\nPlanned for Tue 1 Dec 2026.\nPhone: +49 30 5550100, +49 170 5550101\n"
        "Open concerns:\n- no forecasting, so far",
        talk: "Analyst\nPlace: https://meet.test/x\n"
        "Phone: Dana Whitfield +49 30 5550100, Dana Whitfield +49 170 5550101\n"
        "Open concerns:\n- no forecasting, so far",
    }


# The file


def test_nothing_changed_is_nothing_written(fed: Book, path: Path) -> None:
    plan_follow_up(fed, dana(fed, cadence="2 months"), date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    before, changes = path.stat(), fed.changes
    for days in (0, 1):
        assert refresh_feed(at(fed, TODAY + timedelta(days=days))) == FeedReport(path, 1, written=False)
    assert path.stat() == before
    assert fed.changes == changes


def test_only_the_changed_event_is_serialised_again(fed: Book, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = dana(fed)
    items = [plan_follow_up(fed, contact, date(2026, 12, day), "x", "call") for day in range(1, 20)]
    refresh_feed(fed)
    written: list[str] = []

    class Counting(EventWriter):
        def __call__(self, event: object) -> bytes:
            written.append(event.uid)  # type: ignore[attr-defined]
            return super().__call__(event)  # type: ignore[arg-type]

    monkeypatch.setattr(calendar_entries, "EventWriter", Counting)
    move_follow_up(fed, items[3], date(2026, 12, 30))
    refresh_feed(fed)
    assert len(written) == 1
    assert path.read_bytes() == whole(fed)


def test_a_file_that_was_deleted_or_edited_by_hand_is_put_right(fed: Book, path: Path) -> None:
    plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    good = path.read_bytes()
    for harm in (
        path.unlink,
        lambda: path.write_bytes(good.replace(b"Dana", b"Dora")),
        lambda: path.write_bytes(b""),
    ):
        harm()
        assert refresh_feed(fed).written
        assert path.read_bytes() == good


def test_only_the_person_may_read_it_until_they_say_otherwise(fed: Book, path: Path) -> None:
    item = plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    move_follow_up(fed, item, date(2026, 12, 2))
    refresh_feed(fed)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_of_somebody_else_is_left_alone(fed: Book, path: Path, make_book: object) -> None:
    plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    path.write_text("my own notes")
    with pytest.raises(Refused, match="left alone"):
        refresh_feed(fed)
    assert path.read_text() == "my own notes"
    path.unlink()
    refresh_feed(fed)
    other = at(make_book("other.db"), ics_feed=path)  # type: ignore[operator]
    with pytest.raises(Refused, match="not written by this book"):
        refresh_feed(other)
    assert path.read_bytes() == whole(fed)
    assert save_feed(other, path).written, "except where it is asked for"


def test_the_book_itself_is_never_the_feed(book: Book) -> None:
    with pytest.raises(Refused, match="the book itself"):
        refresh_feed(at(book, ics_feed=book.path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a link to itself", "a name too long", "below a file"])
def test_whatever_stands_in_the_place_of_the_feed_the_act_is_done_at_once(
    book: Book, tmp_path: Path, kind: str
) -> None:
    place = tmp_path / "place"
    match kind:
        case "a folder":
            place.mkdir()
        case "a pipe":  # nobody reads from it: writing would wait for ever
            os.mkfifo(place)
        case "a link to itself":
            place.symlink_to(place)
        case "a name too long":
            place = tmp_path / ("x" * 300)
        case "below a file":
            place.write_text("mine")
            place = place / "feed.ics"
    dana(book)
    report = refresh_outputs(at(book, ics_feed=place, ics_folder=place))
    about_the_feed = report.sentences[0]
    assert about_the_feed.startswith(f"The calendar feed {place} could not be written: ")
    assert about_the_feed.endswith(" What you did is saved.")
    assert not report.feed_written
    assert len(report.sentences) == (1 if kind == "a folder" else 2)  # as `ics_folder` a folder is right


def test_a_fault_of_the_disk_that_nobody_foresaw_is_a_sentence_too(fed: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    dana(fed)
    monkeypatch.setattr(feed, "write_feed", broken)
    assert refresh_outputs(fed).sentences == (
        "The calendar was not refreshed: Input/output error. What you did is saved.",
    )


def test_what_cannot_be_written_is_one_sentence_and_is_tried_again(
    fed: Book, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    missing = tmp_path / "missing" / "feed.ics"
    (told,) = refresh_outputs(at(fed, ics_feed=missing)).sentences
    assert told == (
        f"The calendar feed {missing} could not be written: No such file or directory. What you did is saved."
    )

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    refresh_feed(fed)
    before = path.read_bytes()
    cancel_follow_up(fed, fed.store.value("SELECT id FROM follow_up"))
    with monkeypatch.context() as patch:
        patch.setattr(feed, "write_private", full)
        (told,) = refresh_outputs(fed).sentences
    assert "No space left" in told
    assert path.read_bytes() == before
    assert refresh_outputs(fed) == OutputReport(feed_written=True)
    assert events(path) == {}


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The person's home, on a machine where nothing else is yet."""
    home = tmp_path / "user"
    home.mkdir()
    return home


def test_the_first_time_missing_folders_in_the_home_are_made_for_the_person_alone(fed: Book, user: Path) -> None:
    plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    settings, asked = user / "calendar" / "mine" / "feed.ics", user / "Sync" / "feed.ics"
    assert refresh_outputs(at(fed, ics_feed=settings)) == OutputReport(feed_written=True)
    assert save_feed(fed, asked).written
    for path in (settings, asked):
        assert path.read_bytes() == whole(fed)
    for folder in (user / "calendar", user / "calendar" / "mine", user / "Sync"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_later_nothing_is_made_in_the_place_of_a_folder_that_is_gone_unless_asked(fed: Book, user: Path) -> None:
    item = plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    path = user / "calendar" / "feed.ics"
    kept = at(fed, ics_feed=path)
    refresh_feed(kept)
    path.parent.rename(user / "elsewhere")
    move_follow_up(kept, item, date(2026, 12, 3))
    for _ in range(2):  # what was refused is not the first time either
        (told,) = refresh_outputs(kept).sentences
        assert (
            told == f"The calendar feed {path} could not be written: No such file or directory. What you did is saved."
        )
    with pytest.raises(Refused):  # nor is it after another place was tried in between
        refresh_feed(at(fed, ics_feed=user.parent / "missing" / "feed.ics"))
    assert refresh_outputs(kept).sentences
    assert not path.parent.exists()
    assert save_feed(kept, path).written
    assert path.read_bytes() == whole(fed)


def test_nothing_is_made_outside_the_home_nor_behind_a_link_to_nowhere(fed: Book, tmp_path: Path, user: Path) -> None:
    (user / "disk").symlink_to(tmp_path / "disk")
    for path in (
        tmp_path / "disk" / "feed.ics",
        user / "disk" / "feed.ics",
        user / "disk" / "deep" / "feed.ics",
        user / ".." / "disk" / "feed.ics",
    ):
        with pytest.raises(Refused, match="No such file"):
            refresh_feed(at(fed, ics_feed=path))
        with pytest.raises(Refused, match="No such file"):
            save_feed(fed, path)
    assert not (tmp_path / "disk").exists()


def test_events_that_could_not_be_written_are_not_made_twice(
    fed: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    missing = at(fed, ics_feed=tmp_path / "missing" / "feed.ics")
    with pytest.raises(Refused):
        refresh_feed(missing)
    monkeypatch.setattr(calendar_entries, "compare_some", None)
    with pytest.raises(Refused):
        refresh_feed(missing)


def test_an_end_between_the_file_and_the_book_is_made_good(
    fed: Book, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    move_follow_up(fed, item, date(2026, 12, 3))
    keep = feed.set_meta

    def end(book: Book, key: str, value: dict[str, object] | None) -> None:
        if value is not None and "file" in value:
            raise KeyboardInterrupt
        keep(book, key, value)

    with monkeypatch.context() as patch:
        patch.setattr(feed, "set_meta", end)
        with pytest.raises(KeyboardInterrupt):
            refresh_feed(fed)
    assert values(path.read_bytes(), "DTSTART") == ["20261203"], "the file is there, what tells of it is not"
    undo(fed)
    refresh_feed(fed)
    assert path.read_bytes() == whole(fed)
    assert values(path.read_bytes(), "DTSTART") == ["20261201"]


@pytest.mark.skipif(not hasattr(clock, "tzset"), reason="the zone of a process cannot be changed here")
def test_in_another_time_zone_a_time_is_another_moment(fed: Book, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_follow_up(fed, dana(fed), date(2026, 12, 1), "x", "call", time(9, 30))
    seen = []
    with monkeypatch.context() as patch:
        for zone in ("America/New_York", "Europe/Berlin"):
            patch.setenv("TZ", zone)
            clock.tzset()
            refresh_feed(fed)
            seen += values(path.read_bytes(), "DTSTART") + values(path.read_bytes(), "SEQUENCE")
    clock.tzset()
    assert seen == ["20261201T143000Z", "0", "20261201T083000Z", "1"]


def test_what_is_only_said_on_request_keeps_the_feed_fresh_too(fed: Book, path: Path) -> None:
    fed = at(fed, ics_description="all")
    contact = dana(fed)
    plan_follow_up(fed, contact, date(2026, 12, 1), "x", "call")
    refresh_feed(fed)
    assert "Phone" not in values(path.read_bytes(), "DESCRIPTION")[0]
    edit_contact(fed, contact, replace(get_contact(fed, contact), phones=(Labelled("+49 30 5550100", "work"),)))
    assert refresh_feed(fed).written
    assert "Phone: +49 30 5550100" in values(path.read_bytes(), "DESCRIPTION")[0]


def test_with_nothing_set_there_is_nothing_to_do(book: Book) -> None:
    changes = book.changes
    assert refresh_outputs(book) == OutputReport()
    assert refresh_feed(book) is None
    assert book.changes == changes


# Any sequence of acts

DAYS = st.integers(0, 120).map(lambda days: TODAY + timedelta(days=days))
PLACES = st.integers(0, 50)


class Feeding(RuleBasedStateMachine):
    """Refreshed bit by bit, feed and folder are as if made anew, and each version has a higher number."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        self.path = folder / "feed.ics"
        self.book = open_book(
            folder / "book.db",
            clock=FixedClock(TODAY),
            settings=Settings(ics_feed=self.path, ics_folder=folder / "followups"),
            create=True,
            backups=folder,
        )
        self.people = [
            add_contact(self.book, Contact(f"Person {number}", cadence=cadence, positions=(Position("Northwind"),)))
            for number, cadence in enumerate(("none", "1 month", "2 months"))
        ]
        self.role = add_opportunity(
            self.book,
            NewOpportunity(
                "Analyst", people=((self.people[1], "hiring manager"), (self.people[2], "HR")), stage="final"
            ),
        )
        record_no(self.book, RecordNo(self.role, TODAY, "hr", "email"))
        self.seen: dict[str, tuple[int, bytes]] = {}

    def teardown(self) -> None:
        self.book.close()
        self.folder.cleanup()

    def attempt(self, act: object, *arguments: object, **known: object) -> None:
        try:
            act(self.book, *arguments, **known)  # type: ignore[operator]
        except BookError:
            return

    def items(self) -> list[int]:
        return [row[0] for row in self.book.store.rows("SELECT follow_up_id FROM open_item ORDER BY follow_up_id")]

    @rule(who=st.integers(0, 2), day=DAYS, channel=st.sampled_from(["", "call"]), timed=st.booleans())
    def plan(self, who: int, day: date, channel: str, timed: bool) -> None:
        self.attempt(plan_follow_up, self.people[who], day, "x", channel, time(9) if timed else None)

    @precondition(lambda self: self.items())
    @rule(pick=PLACES, day=DAYS)
    def move(self, pick: int, day: date) -> None:
        self.attempt(move_follow_up, self.items()[pick % len(self.items())], day)

    @precondition(lambda self: self.items())
    @rule(pick=PLACES, purpose=st.sampled_from(["x", "y", "a; b, c\\n"]))
    def reword(self, pick: int, purpose: str) -> None:
        self.attempt(edit_follow_up, self.items()[pick % len(self.items())], purpose=purpose)

    @precondition(lambda self: self.items())
    @rule(pick=PLACES, end=st.sampled_from([cancel_follow_up, finish_follow_up]))
    def end(self, pick: int, end: object) -> None:
        self.attempt(end, self.items()[pick % len(self.items())])

    @rule(who=st.integers(0, 2), channel=st.sampled_from(["call", "voicemail"]), out=st.booleans())
    def log(self, who: int, channel: str, out: bool) -> None:
        self.attempt(log_touch, [self.people[who]], NewTouch(TODAY, channel, "out" if out else "in"))

    @rule(who=st.integers(0, 2), day=DAYS)
    def rest(self, who: int, day: date) -> None:
        self.attempt(snooze, self.people[who], day)

    @rule(who=st.integers(0, 2), name=st.sampled_from(["Ann", "Łukasz", "Bo"]))
    def rename(self, who: int, name: str) -> None:
        try:
            known = get_contact(self.book, self.people[who])
        except BookError:
            return
        self.attempt(edit_contact, self.people[who], replace(known, name=name))

    @rule(name=st.sampled_from(["Northwind", "Kestrel", "Żabka"]))
    def rename_the_employer(self, name: str) -> None:
        with self.book.act("Rename an employer"):
            self.book.store.database.execute_sql("UPDATE employer SET name = ?, name_key = ?", (name, name.lower()))

    @rule(who=st.integers(0, 2), value=st.booleans())
    def leave_alone(self, who: int, value: bool) -> None:
        self.attempt(set_do_not_contact, self.people[who], value)

    @rule(who=st.integers(0, 2))
    def delete(self, who: int) -> None:
        self.attempt(delete_contact, self.people[who])

    @rule(keep=st.integers(0, 2), drop=st.integers(0, 2))
    def merge(self, keep: int, drop: int) -> None:
        self.attempt(merge_contacts, self.people[keep], self.people[drop])

    @rule(name=st.sampled_from(["Person 1", "Person 9"]), day=DAYS, overwrite=st.booleans())
    def bring_a_file(self, name: str, day: date, overwrite: bool) -> None:
        people = f"- name: {name}\n  cadence: 1 month\n  employer: Northwind GmbH\n  title: CTO\n"
        planned = f"  follow-ups: [{{on: {day}, purpose: from a file}}]\n"
        run_import(self.book, [parse((people + planned).encode(), "people.yaml")], overwrite=overwrite)

    @rule(first=st.booleans())
    def merge_the_employers(self, first: bool) -> None:
        numbers = [row[0] for row in self.book.store.rows("SELECT id FROM employer ORDER BY id LIMIT 2")]
        if len(numbers) == 2:
            self.attempt(merge_employers, *(numbers if first else numbers[::-1]))

    @rule(weekend=st.sampled_from([{5, 6}, {4, 5}]), holiday=DAYS)
    def come_back_with_another_week(self, weekend: set[int], holiday: date) -> None:
        settings = replace(self.book.settings, weekend=frozenset(weekend), holidays=frozenset({holiday}))
        self.book.close()
        self.book = open_book(self.book.path, clock=self.book.clock, settings=settings, backups=self.path.parent)

    @rule(who=st.integers(0, 2), day=DAYS, zone=st.sampled_from(["", "Asia/Tokyo"]))
    def invite(self, who: int, day: date, zone: str) -> None:
        new = NewInterview(day, time(9), zone, contact_ids=[self.people[who]], held=False)
        self.attempt(add_interview, self.role, new)

    @rule(status=st.sampled_from(["planned", "held", "cancelled"]))
    def change_the_interviews(self, status: str) -> None:
        for (number,) in self.book.store.rows("SELECT id FROM interview ORDER BY id"):
            self.attempt(edit_interview, number, status=status, move_stage=False)

    @rule(step=st.sampled_from([undo, redo]))
    def step(self, step: object) -> None:
        self.attempt(step)

    @rule(key=st.sampled_from(["ics_at", "ics_alarm_hours", "ics_description", "ics_days"]), second=st.booleans())
    def change_a_setting(self, key: str, second: bool) -> None:
        values = {
            "ics_at": (None, time(9)),
            "ics_alarm_hours": (15, None),
            "ics_description": ("why", "all"),
            "ics_days": (90, 20),
        }
        self.book = replace(self.book, settings=replace(self.book.settings, **{key: values[key][second]}))

    @rule(days=st.integers(1, 40))
    def sleep(self, days: int) -> None:
        self.book = replace(self.book, clock=FixedClock(self.book.today + timedelta(days=days)))

    @rule(who=st.integers(0, 2), day=DAYS)
    def another_program(self, who: int, day: date) -> None:
        settings = self.book.settings.without_outputs()
        with open_book(self.book.path, clock=self.book.clock, settings=settings, backups=self.path.parent) as other:
            try:
                plan_follow_up(other, self.people[who], day, "from elsewhere", "email")
            except BookError:
                return

    @rule(mark=st.booleans())
    def export_a_file(self, mark: bool) -> None:
        export_calendar(self.book, mark=mark)

    @rule()
    def ask_for_all(self) -> None:
        events_now(self.book)

    @rule(harm=st.sampled_from(["delete", "empty", "edit"]))
    def spoil_the_file(self, harm: str) -> None:
        if harm == "delete":
            self.path.unlink(missing_ok=True)
            for path in list(self.book.settings.ics_folder.glob("*.ics"))[::2]:
                path.unlink()
        elif self.path.exists():
            self.path.write_bytes(b"" if harm == "empty" else self.path.read_bytes().replace(b"DTSTART", b"DTSTARK"))

    @rule()
    def lose_what_was_kept(self) -> None:
        self.book.store.database.execute_sql("DELETE FROM feed_entry")
        self.book.store.database.execute_sql("DELETE FROM meta WHERE \"key\" LIKE 'calendar_%'")
        self.path.unlink(missing_ok=True)  # it is not known as this book's any more

    @rule()
    def look(self) -> None:
        """Not after each step: several changes are often one refresh."""
        assert refresh_outputs(self.book).sentences == ()
        data = self.path.read_bytes()
        assert data == whole(self.book)
        item, write = Items(), EventWriter()
        assert {path.name: path.read_bytes() for path in self.book.settings.ics_folder.iterdir()} == {
            file_name(event.uid): item(write(event)) for event in versions(self.book)
        }
        for event in icalendar.Calendar.from_ical(data).events:
            sequence, before = self.seen.get(str(event["UID"]), (-1, b""))
            if event.to_ical() != before:
                assert event["SEQUENCE"] > sequence
            self.seen[str(event["UID"])] = event["SEQUENCE"], event.to_ical()
        assert refresh_outputs(self.book) == OutputReport()


Feeding.TestCase.settings = hypothesis_settings(max_examples=12, stateful_step_count=25, deadline=None)
TestFeeding = Feeding.TestCase
