"""The folder with one file for each event, and the files of others in it."""

import stat
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import icalendar
import pytest

from crm.book import calendar_entries
from crm.book.calendar_outputs import OutputReport, refresh_outputs
from crm.book.clock import FixedClock
from crm.book.errors import Refused
from crm.book.follow_ups import finish_follow_up, move_follow_up, plan_follow_up
from crm.book.history import undo
from crm.book.people import add_contact, edit_contact, get_contact
from crm.book.session import Book
from crm.book.vdir import refresh_folder, save_folder
from crm.domain.people import Contact
from tests.formats.ics_bytes import problems, values

TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "followups"


@pytest.fixture
def kept(book: Book, folder: Path) -> Book:
    """A book whose settings name a folder."""
    return replace(book, settings=replace(book.settings, ics_folder=folder))


@pytest.fixture
def items(kept: Book) -> list[int]:
    """Three follow-ups with Dana."""
    contact = add_contact(kept, Contact("Dana Whitfield", cadence="none"))
    return [
        plan_follow_up(kept, contact, date(2026, 12, day), "the role; the team, too", "call", at)
        for day, at in ((1, None), (2, time(9)), (3, None))
    ]


def file_of(book: Book, folder: Path, item: int) -> Path:
    return folder / f"{book.store.value('SELECT uid FROM follow_up WHERE id = ?', (item,))}.ics"


def edit(path: Path, change: object) -> None:
    """What another program does to a file: it reads it, changes the event, and writes all of it anew in its own way."""
    read = icalendar.Calendar.from_ical(path.read_bytes())
    made = icalendar.Calendar()
    made.add("prodid", "-//Somebody//Else//EN")
    made.add("version", "2.0")
    event = read.events[0]
    change(event)  # type: ignore[operator]
    made.add_component(event)
    path.write_bytes(made.to_ical(sorted=True))


def move_to(day: date) -> object:
    def change(event: icalendar.Event) -> None:
        event["DTSTART"] = icalendar.vDate(day)
        event["DTEND"] = icalendar.vDate(day + timedelta(days=1))

    return change


def test_each_event_is_a_whole_calendar_under_its_uid(kept: Book, folder: Path, items: list[int]) -> None:
    report = refresh_folder(kept)
    assert (report.total, report.written, report.removed, report.left) == (3, 3, 0, ())
    assert sorted(folder.iterdir()) == sorted(file_of(kept, folder, item) for item in items)
    for item in items:
        path = file_of(kept, folder, item)
        data = path.read_bytes()
        assert problems(data) == []
        assert values(data, "UID") == [path.stem]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_the_changed_file_is_touched(kept: Book, folder: Path, items: list[int]) -> None:
    refresh_folder(kept)
    before = {path: path.stat() for path in folder.iterdir()}
    move_follow_up(kept, items[0], date(2026, 12, 9))
    assert refresh_folder(kept).written == 1
    after = {path: path.stat() for path in folder.iterdir()}
    assert {path for path in after if after[path] != before[path]} == {file_of(kept, folder, items[0])}
    assert save_folder(kept, folder).written == 0, "also when each of them is looked at"
    assert {path: path.stat() for path in folder.iterdir()} == after


def test_nothing_changed_is_nothing_written(kept: Book, folder: Path, items: list[int]) -> None:
    refresh_folder(kept)
    refresh_folder(kept)
    before = folder.stat()
    report = refresh_folder(replace(kept, clock=FixedClock(date(2026, 11, 30))))
    assert (report.written, report.removed) == (0, 0)
    assert folder.stat() == before


def test_what_is_done_is_removed_and_comes_back_with_an_undo(kept: Book, folder: Path, items: list[int]) -> None:
    refresh_folder(kept)
    finish_follow_up(kept, items[1])
    gone = file_of(kept, folder, items[1])
    assert refresh_folder(kept).removed == 1
    assert not gone.exists()
    undo(kept)
    assert refresh_folder(kept).written == 1
    assert values(gone.read_bytes(), "SEQUENCE") == ["2"]


def test_files_of_others_are_never_touched(kept: Book, folder: Path, items: list[int]) -> None:
    folder.mkdir()
    others = {"dentist.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "color": b"#ff0000", "notes.txt": b"x"}
    for name, data in others.items():
        (folder / name).write_bytes(data)
    refresh_folder(kept)
    for item in items:
        finish_follow_up(kept, item)
    assert save_folder(kept, folder).removed == 3
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == others


def test_a_file_that_was_deleted_there_is_written_again(kept: Book, folder: Path, items: list[int]) -> None:
    refresh_folder(kept)
    file_of(kept, folder, items[0]).unlink()
    assert refresh_folder(kept).written == 1
    assert file_of(kept, folder, items[0]).exists()


# Changed by another program


def test_one_moved_there_is_left_as_it_is_and_told(kept: Book, folder: Path, items: list[int]) -> None:
    refresh_folder(kept)
    path = file_of(kept, folder, items[0])
    edit(path, move_to(date(2026, 12, 24)))
    theirs = path.read_bytes()
    move_follow_up(kept, items[0], date(2026, 12, 9))
    (sentence,) = refresh_outputs(kept).sentences
    assert sentence.startswith(f"1 event in {folder} was changed there by another program and is left as it is")
    assert "Dana" not in sentence
    assert path.read_bytes() == theirs
    finish_follow_up(kept, items[0])
    assert refresh_folder(kept).left == (path.name,), "nor is it removed"
    assert path.read_bytes() == theirs


def test_it_is_ours_again_when_both_say_the_same_or_the_file_is_deleted(
    kept: Book, folder: Path, items: list[int]
) -> None:
    refresh_folder(kept)
    one, other = (file_of(kept, folder, item) for item in items[::2])
    edit(one, move_to(date(2026, 12, 24)))
    edit(other, move_to(date(2026, 12, 25)))
    move_follow_up(kept, items[0], date(2026, 12, 24))
    report = save_folder(kept, folder)
    assert (report.written, report.left) == (1, (other.name,))
    assert values(one.read_bytes(), "SEQUENCE") == ["1"]
    other.unlink()
    assert save_folder(kept, folder).left == ()
    assert values(other.read_bytes(), "DTSTART") == ["20261203"]


def test_one_that_was_only_written_anew_is_still_ours(kept: Book, folder: Path, items: list[int]) -> None:
    """Servers put properties in another order and add their own; reminders are not what an event says."""
    refresh_folder(kept)

    def touch(event: icalendar.Event) -> None:
        event.add("x-server-note", "seen")
        for alarm in event.subcomponents:
            alarm.add("acknowledged", datetime(2026, 11, 22, 8))

    for item in items:
        edit(file_of(kept, folder, item), touch)
    assert save_folder(kept, folder).left == ()
    for item in items:
        edit(file_of(kept, folder, item), touch)
    move_follow_up(kept, items[0], date(2026, 12, 9))
    finish_follow_up(kept, items[1])
    report = refresh_folder(kept)
    assert (report.written, report.removed, report.left) == (1, 1, ())


@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.__setitem__("SUMMARY", icalendar.vText("Lunch")),
        lambda event: event.__setitem__("DESCRIPTION", icalendar.vText("mine")),
        lambda event: event.__setitem__("STATUS", icalendar.vText("CANCELLED")),
        lambda event: event.add("rrule", {"freq": "weekly"}),
        lambda event: event.add("dtstart", datetime(2026, 12, 1, 9)) if event.pop("DTSTART") else None,
    ],
)
def test_any_change_of_what_it_says_is_an_edit(kept: Book, folder: Path, items: list[int], change: object) -> None:
    refresh_folder(kept)
    edit(file_of(kept, folder, items[0]), change)
    assert save_folder(kept, folder).left == (file_of(kept, folder, items[0]).name,)


@pytest.mark.parametrize(
    "data", [b"not a calendar", b"BEGIN:VCALENDAR", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"]
)
def test_what_cannot_be_read_there_is_left_alone(kept: Book, folder: Path, items: list[int], data: bytes) -> None:
    refresh_folder(kept)
    path = file_of(kept, folder, items[0])
    path.write_bytes(data)
    move_follow_up(kept, items[0], date(2026, 12, 9))
    assert refresh_folder(kept).left == (path.name,)
    assert path.read_bytes() == data


def test_an_empty_file_never_got_its_content(kept: Book, folder: Path, items: list[int]) -> None:
    refresh_folder(kept)
    path = file_of(kept, folder, items[0])
    path.write_bytes(b"")
    assert save_folder(kept, folder).written == 1
    assert problems(path.read_bytes()) == []


# The folder


def test_uids_that_would_leave_the_folder_become_plain_names(kept: Book, folder: Path, items: list[int]) -> None:
    with kept.act("Change identities"):
        for item, uid in zip(items, ("../../outside", "a/b", ".hidden"), strict=True):
            kept.store.database.execute_sql("UPDATE follow_up SET uid = ? WHERE id = ?", (uid, item))
    refresh_folder(kept)
    assert len(list(folder.glob("[0-9a-f]*.ics"))) == 3
    assert sorted(value for path in folder.iterdir() for value in values(path.read_bytes(), "UID")) == [
        "../../outside",
        ".hidden",
        "a/b",
    ]


def test_a_folder_that_went_away_is_one_sentence_and_nothing_is_made_in_its_place(
    kept: Book, folder: Path, items: list[int]
) -> None:
    refresh_folder(kept)
    folder.rename(folder.with_name("elsewhere"))
    move_follow_up(kept, items[0], date(2026, 12, 9))
    (sentence,) = refresh_outputs(kept).sentences
    assert sentence.startswith(f"The calendar folder {folder} is not there")
    assert sentence.endswith("What you did is saved.")
    assert not folder.exists()
    folder.with_name("elsewhere").rename(folder)
    assert refresh_outputs(kept) == OutputReport(folder_changes=1)


def test_a_folder_that_cannot_be_made_is_refused(kept: Book, tmp_path: Path, items: list[int]) -> None:
    (tmp_path / "file").write_text("x")
    for path, words in ((tmp_path / "missing" / "folder", "make it first"), (tmp_path / "file", "cannot be used")):
        with pytest.raises(Refused, match=words):
            save_folder(kept, path)


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """The person's home, on a machine where nothing else is yet."""
    home = tmp_path / "user"
    home.mkdir()
    return home


def test_the_first_time_what_is_missing_in_the_home_is_made_for_the_person_alone(
    kept: Book, user: Path, items: list[int]
) -> None:
    settings, asked = user / ".calendars" / "mine" / "callback", user / "calendars" / "once"
    report = refresh_outputs(replace(kept, settings=replace(kept.settings, ics_folder=settings)))
    assert report == OutputReport(folder_changes=3)
    assert save_folder(kept, asked).written == 3
    for path in (settings, settings.parent, settings.parent.parent, asked, asked.parent):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_later_a_folder_that_is_gone_is_refused_every_time_and_made_again_when_asked(
    kept: Book, user: Path, items: list[int]
) -> None:
    folder = user / ".calendars" / "callback"
    again = replace(kept, settings=replace(kept.settings, ics_folder=folder))
    refresh_folder(again)
    for gone in (folder.parent, folder):  # a disk, or the folder alone
        gone.rename(user / "elsewhere")
        for _ in range(2):
            (sentence,) = refresh_outputs(again).sentences
            assert sentence.startswith(f"The calendar folder {folder} is not there")
        assert not gone.exists()
        (user / "elsewhere").rename(gone)
    assert refresh_outputs(again) == OutputReport(), "there again, and as it was"
    folder.parent.rename(user / "elsewhere")
    assert save_folder(again, folder).written == 3


def test_feed_and_folder_are_brought_up_to_date_together(
    kept: Book, folder: Path, tmp_path: Path, items: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = replace(kept, settings=replace(kept.settings, ics_feed=tmp_path / "feed.ics"))
    assert refresh_outputs(both) == OutputReport(feed_written=True, folder_changes=3)
    contact = both.store.value("SELECT id FROM contact")
    edit_contact(both, contact, replace(get_contact(both, contact), name="Dana Moss"))
    assert refresh_outputs(both) == OutputReport(feed_written=True, folder_changes=3)
    finish_follow_up(both, items[0])
    monkeypatch.setattr("crm.book.vdir._whole", None)
    assert refresh_outputs(both) == OutputReport(feed_written=True, folder_changes=1)
    assert refresh_outputs(both) == OutputReport()
    assert len(calendar_entries.entries_of(both)) == 2


def test_another_folder_can_be_written_once(kept: Book, tmp_path: Path, folder: Path, items: list[int]) -> None:
    refresh_folder(kept)
    assert save_folder(kept, tmp_path / "once").written == 3
    finish_follow_up(kept, items[0])
    assert refresh_folder(kept).removed == 1
    assert save_folder(kept, tmp_path / "once").removed == 1
