"""What goes to a calendar, what goes there again, and what the ledger remembers across undo."""

import sqlite3
import stat
import time as clock
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from crm.book import calendar as calendar_module
from crm.book.calendar import CalendarFile, export_calendar, mark_exported, save_calendar
from crm.book.clock import FixedClock
from crm.book.errors import BookError, Refused
from crm.book.follow_ups import (
    cancel_follow_up,
    edit_follow_up,
    finish_follow_up,
    move_follow_up,
    plan_follow_up,
    skip_cadence,
    skip_follow_up,
    snooze,
    wake,
)
from crm.book.history import redo, undo
from crm.book.importing import parse, run_import
from crm.book.interviews import NewDebrief, NewInterview, add_interview, debrief_interview, edit_interview
from crm.book.letters import finish_letter, new_letter, save_letter
from crm.book.news import tell_everybody
from crm.book.opportunities import NewOpportunity, add_opportunity
from crm.book.people import add_contact, delete_contact, edit_contact, get_contact, set_cadence, set_do_not_contact
from crm.book.plans import decide, end_plan, finish_step, move_step, plans_of, skip_step
from crm.book.rejections import RecordNo, record_no
from crm.book.session import Book, open_book
from crm.book.settings import Settings
from crm.book.touches import NewTouch, delete_touch, edit_touch, log_touch, mark_answered
from crm.domain.interviews import Quote
from crm.domain.people import Contact, Position
from tests.formats.ics_bytes import problems, values

TODAY = date(2026, 11, 22)  # a Sunday


def at(book: Book, day: date = TODAY, hour: int = 12, **changes: object) -> Book:
    """The same book at another time, or with other settings."""
    return replace(book, clock=FixedClock(day, time(hour)), settings=replace(book.settings, **changes))


def dana(book: Book, **fields: object) -> int:
    known = {"cadence": "none", "positions": (Position(employer="Northwind"),)} | fields
    return add_contact(book, Contact("Dana Whitfield", **known))  # type: ignore[arg-type]


def export(book: Book, *, everything: bool = False) -> CalendarFile:
    """An export that counts, its bytes checked."""
    file = export_calendar(book, everything=everything, mark=True)
    if file.total:
        assert problems(file.data) == []
    return file


def events(file: CalendarFile) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(file.data).events) if file.total else []


def only(file: CalendarFile) -> icalendar.Event:
    (event,) = events(file)
    return event


def news(file: CalendarFile) -> tuple[int, int, int]:
    return file.new, file.changed, file.cancelled


# What an event says


def test_a_planned_call_says_who_and_what(book: Book) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "ask about the role", "call")
    event = only(export(book))
    assert str(event["SUMMARY"]) == "Call Dana Whitfield (Northwind)"
    assert str(event["DESCRIPTION"]) == "ask about the role\nPlanned for Tue 1 Dec 2026."
    assert (event.start, event.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert event["SEQUENCE"] == 0
    assert event.categories == ["Callback", "Follow-up"]


def test_the_uid_is_that_of_the_follow_up(book: Book) -> None:
    item = plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    uid = book.store.value("SELECT uid FROM follow_up WHERE id = ?", (item,))
    assert str(only(export(book))["UID"]) == uid


@pytest.mark.parametrize(
    ("channel", "summary"),
    [
        ("", "Follow up with Dana Whitfield (Northwind)"),
        ("call", "Call Dana Whitfield (Northwind)"),
        ("email", "Email Dana Whitfield (Northwind)"),
        ("letter", "Write to Dana Whitfield (Northwind)"),
        ("message", "Message Dana Whitfield (Northwind)"),
        ("meeting", "Meet Dana Whitfield (Northwind)"),
    ],
)
def test_each_channel_has_its_verb(book: Book, channel: str, summary: str) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "", channel)
    assert str(only(export(book))["SUMMARY"]) == summary


def test_promises_go_out_on_the_day_they_are_shown(book: Book) -> None:
    log_touch(
        book,
        [dana(book)],
        NewTouch(TODAY, promise=date(2026, 12, 5), they_promised=date(2026, 12, 3), promise_text="the report"),
    )
    theirs, mine = sorted(events(export(book)), key=lambda event: str(event["SUMMARY"]))
    assert (str(mine["SUMMARY"]), mine.start) == ("Promise to Dana Whitfield (Northwind)", date(2026, 12, 5))
    assert str(theirs["SUMMARY"]) == "Check back with Dana Whitfield (Northwind)"
    assert theirs.start == date(2026, 12, 7), "two working days after Thursday"


def test_a_time_is_written_in_utc_and_its_alarm_rings_then(book: Book) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call", time(9, 30))
    event = only(export(book))
    local = datetime(2026, 12, 1, 9, 30).astimezone()
    assert event.start == local.astimezone(UTC)
    assert event.start.tzinfo is not None
    assert event.alarms.times[0].trigger == local


@pytest.mark.skipif(not hasattr(clock, "tzset"), reason="the zone of a process cannot be changed here")
@pytest.mark.parametrize(
    ("zone", "day", "written"),
    [
        ("America/New_York", date(2026, 12, 1), "20261201T143000Z"),
        ("America/New_York", date(2027, 6, 1), "20270601T133000Z"),
        ("Pacific/Auckland", date(2026, 12, 1), "20261130T203000Z"),
    ],
)
def test_a_time_means_the_local_clock_on_that_day(
    book: Book, monkeypatch: pytest.MonkeyPatch, zone: str, day: date, written: str
) -> None:
    plan_follow_up(book, dana(book), day, "x", "call", time(9, 30))
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        clock.tzset()
        data = export_calendar(book).data
    clock.tzset()
    assert values(data, "DTSTART") == [written]


def test_settings_put_touches_at_a_time_and_choose_the_alarm(book: Book) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    timed = only(export_calendar(at(book, ics_at=time(9), ics_alarm_minutes=30)))
    assert timed.start == datetime(2026, 12, 1, 9).astimezone(UTC)
    assert timed.alarms.times[0].trigger == timed.start - timedelta(minutes=30)
    assert b"VALARM" not in export_calendar(at(book, ics_alarm_hours=None)).data
    assert b"TRIGGER:-PT15H" in export_calendar(book).data


def test_notes_phone_numbers_and_what_was_said_stay_at_home(book: Book) -> None:
    contact = dana(book, notes="secretnote", cadence="2 months", role="HR")
    edit_contact(book, contact, replace(get_contact(book, contact), phones=()))
    log_touch(book, [contact], NewTouch(TODAY, note="secretnote", gave="secretgift", asked="secretfavour"))
    assert b"secret" not in export(book).data


def test_hostile_text_does_not_break_the_file(book: Book) -> None:
    name = "[/] \x1b]52;c;x\x07 Ann;\\n,\u202e " + "ż" * 200
    contact = add_contact(book, Contact(name, cadence="none"))
    plan_follow_up(book, contact, date(2026, 12, 1), "C:\\new\r\nEND:VEVENT", "call")
    event = only(export(book))
    assert str(event["SUMMARY"]).startswith("Call [/] ")
    assert str(event["DESCRIPTION"]).startswith("C:/new END:VEVENT\n")


# Who goes out


def test_a_cadence_touch_goes_out_for_people_with_nothing_else_dated(book: Book) -> None:
    contact = dana(book, cadence="2 months")
    log_touch(book, [contact], NewTouch(date(2026, 11, 12)))
    event = only(export(book))
    assert event.start == date(2027, 1, 12)
    assert str(event["SUMMARY"]) == "Call Dana Whitfield (Northwind)"
    assert str(event["DESCRIPTION"]) == "Last in touch on Thu 12 Nov 2026; every 2 months."
    plan_follow_up(book, contact, date(2026, 12, 1), "x", "call")
    after = export(book)
    assert news(after) == (1, 0, 1), "the planned one takes its place"


def test_an_answer_that_waits_is_not_for_the_calendar(book: Book) -> None:
    contact = dana(book, cadence="2 months")
    log_touch(book, [contact], NewTouch(TODAY, "email", "in"))
    assert export(book).total == 0
    mark_answered(book, contact)
    assert only(export(book)).start == date(2027, 1, 22)


def test_a_cadence_touch_beyond_the_horizon_waits(book: Book) -> None:
    contact = dana(book, cadence="6 months")
    log_touch(book, [contact], NewTouch(TODAY))
    assert export(book).total == 0
    assert export_calendar(at(book, ics_days=200)).new == 1
    assert export(at(book, date(2027, 2, 25))).new == 1


def test_one_that_went_out_stays_when_it_moves_beyond_the_horizon(book: Book) -> None:
    contact = dana(book, cadence="2 months")
    log_touch(book, [contact], NewTouch(TODAY))
    uid = str(only(export(book))["UID"])
    set_cadence(book, contact, "1 year")
    moved = only(export(book))
    assert (str(moved["UID"]), moved["SEQUENCE"], moved.start) == (uid, 1, date(2027, 11, 22))


def test_a_cadence_touch_keeps_its_uid_while_it_is_the_same_touch(book: Book) -> None:
    contact = dana(book, cadence="2 months")
    first = log_touch(book, [contact], NewTouch(date(2026, 11, 12))).touch_id
    uid = str(only(export(book))["UID"])
    # A voicemail leaves the anchor, and only moves the day on which it is decent to ring.
    log_touch(book, [contact], NewTouch(date(2027, 1, 10) - timedelta(days=60), "voicemail"))
    edit_touch(book, first, on=date(2026, 11, 16))
    moved = only(export(book))
    assert (str(moved["UID"]), moved["SEQUENCE"], moved.start) == (uid, 1, date(2027, 1, 18))
    log_touch(book, [contact], NewTouch(TODAY))
    made, gone = sorted(events(export(book)), key=lambda event: event["SEQUENCE"])
    assert str(made["UID"]) != uid
    assert (str(gone["UID"]), gone["SEQUENCE"], str(gone["STATUS"])) == (uid, 2, "CANCELLED")


def test_passing_a_cadence_touch_over_cancels_it(book: Book) -> None:
    contact = dana(book, cadence="1 week")
    log_touch(book, [contact], NewTouch(date(2026, 11, 12)))
    export(book)
    skip_cadence(book, contact)
    assert news(export(book)) == (1, 0, 1)


def test_somebody_never_met_goes_out_too(book: Book) -> None:
    dana(book, cadence="1 month")
    assert str(only(export(book))["SUMMARY"]) == "Get in touch with Dana Whitfield (Northwind)"


def test_a_snooze_moves_every_event_of_the_person(book: Book) -> None:
    contact = dana(book)
    plan_follow_up(book, contact, date(2026, 12, 1), "x", "call")
    plan_follow_up(book, contact, date(2027, 4, 1), "y", "email")
    export(book)
    snooze(book, contact, date(2027, 3, 1))
    moved = only(export(book))
    assert (moved["SEQUENCE"], moved.start) == (1, date(2027, 3, 1))
    assert str(moved["DESCRIPTION"]) == "x\nPlanned for Tue 1 Dec 2026. Resting until Mon 1 Mar 2027."
    wake(book, contact)
    back = only(export(book))
    assert (back["SEQUENCE"], back.start) == (2, date(2026, 12, 1))


def test_do_not_contact_is_never_in_a_calendar_and_cancels_what_was(book: Book) -> None:
    contact = dana(book, cadence="2 months")
    plan_follow_up(book, contact, date(2026, 12, 1), "x", "call")
    export(book)
    set_do_not_contact(book, contact, True)
    assert news(export(book)) == (0, 0, 1)
    assert export(book).total == 0
    set_do_not_contact(book, contact, False)
    event = only(export(book))
    assert (event["SEQUENCE"], str(event["STATUS"])) == (2, "CONFIRMED")


# Steps of plans


@pytest.fixture
def turned_down(book: Book) -> tuple[int, int, int]:
    """An opportunity that ended in a no on Friday, told by HR, with its plan; the manager and HR."""
    manager = dana(book, cadence=None, role="hiring manager")
    hr = add_contact(book, Contact("Inga Holm", role="HR", positions=(Position(employer="Northwind"),)))
    role = add_opportunity(
        book,
        NewOpportunity("Analyst", "Northwind", people=((manager, ""), (hr, "")), stage="interviewing", on=TODAY),
    )
    record_no(book, RecordNo(role, TODAY, "hr", "email"))
    return role, manager, hr


def steps_of(book: Book, contact: int) -> list[tuple[str, int]]:
    return book.store.rows(
        "SELECT s.uid, s.id FROM plan_step s JOIN open_step o ON o.step_id = s.id WHERE o.contact_id = ? "
        "ORDER BY o.place",
        (contact,),
    )


def by_uid(file: CalendarFile) -> dict[str, icalendar.Event]:
    return {str(event["UID"]): event for event in events(file)}


def test_every_open_step_of_a_plan_goes_out_on_its_day(book: Book, turned_down: tuple[int, int, int]) -> None:
    _, manager, hr = turned_down
    found = by_uid(export(book))
    mine = [uid for uid, _ in (*steps_of(book, manager), *steps_of(book, hr))]
    assert found.keys() == set(mine), "and no cadence beside them"
    call = found[mine[0]]
    assert str(call["SUMMARY"]) == "Call Dana Whitfield (Northwind)"
    assert str(call["DESCRIPTION"]) == (
        "call to say thank you and ask one piece of advice\nPart of your plan “after the no” for Analyst."
    )
    assert call.start == date(2026, 11, 24)
    assert call.categories == ["Callback", "Plan"]


def test_a_step_that_moves_is_changed_and_one_that_is_done_or_skipped_is_cancelled_once(
    book: Book, turned_down: tuple[int, int, int]
) -> None:
    _, manager, _ = turned_down
    export(book)
    (call, call_id), (note, note_id), (feedback, feedback_id), *_ = steps_of(book, manager)
    move_step(book, call_id, date(2026, 11, 25))
    moved = by_uid(export(book))
    assert (moved[call]["SEQUENCE"], moved[call].start) == (1, date(2026, 11, 25))
    log_touch(book, [manager], NewTouch(TODAY))
    done = by_uid(export(book))
    assert (done[call]["SEQUENCE"], str(done[call]["STATUS"])) == (2, "CANCELLED")
    assert done.keys() - {call} <= {uid for uid, _ in steps_of(book, manager)}
    skip_step(book, note_id)
    finish_step(book, feedback_id)
    gone = by_uid(export(book))
    assert {uid for uid, event in gone.items() if str(event["STATUS"]) == "CANCELLED"} == {note, feedback}
    undo(book)
    back = by_uid(export(book))
    assert (back[feedback]["SEQUENCE"], str(back[feedback]["STATUS"])) == (2, "CONFIRMED")


def test_a_voicemail_moves_the_call_and_three_offer_an_email(book: Book, turned_down: tuple[int, int, int]) -> None:
    _, manager, _ = turned_down
    call = steps_of(book, manager)[0][0]
    export(book)
    for _ in range(3):
        log_touch(book, [manager], NewTouch(TODAY, "voicemail"))
    assert str(by_uid(export(book))[call]["SUMMARY"]) == "Email Dana Whitfield (Northwind)"


def test_a_plan_that_waits_takes_its_steps_out_until_it_goes_on(book: Book, turned_down: tuple[int, int, int]) -> None:
    _, _, hr = turned_down
    export(book)
    mine = {uid for uid, _ in steps_of(book, hr)}
    log_touch(book, [hr], NewTouch(TODAY, "email", "in"))
    gone = by_uid(export(book))
    assert {uid for uid, event in gone.items() if str(event["STATUS"]) == "CANCELLED"} == mine
    mark_answered(book, hr)
    assert not mine & by_uid(export(book)).keys()
    decide(book, hr, "resume")
    back = by_uid(export(book))
    assert mine <= back.keys()
    assert {back[uid]["SEQUENCE"] for uid in mine} == {2}


def test_a_plan_that_ended_and_people_left_alone_are_out(book: Book, turned_down: tuple[int, int, int]) -> None:
    role, manager, hr = turned_down
    first = export(book)
    set_do_not_contact(book, hr, True)
    gone = by_uid(export(book))
    assert {str(event["SUMMARY"]) for event in gone.values() if str(event["STATUS"]) == "CANCELLED"} == {
        "Cancelled: Email Inga Holm (Northwind)"
    }
    (plan,) = plans_of(book, opportunity_id=role)
    end_plan(book, plan.id)
    ended = export(book)
    assert ended.cancelled == first.total - len(gone)
    assert ended.new == 1, "the cadence of the manager takes their place"
    assert manager in [row[0] for row in book.store.rows("SELECT contact_id FROM listing WHERE kind = 'cadence'")]


def test_after_a_no_without_a_plan_the_cadence_says_so(book: Book) -> None:
    manager = dana(book, cadence=None, role="hiring manager")
    role = add_opportunity(book, NewOpportunity("Analyst", people=((manager, ""),), stage="final"))
    record_no(book, RecordNo(role, date(2026, 11, 12), "", "portal", plan=False))
    event = only(export(book))
    assert str(event["DESCRIPTION"]) == "Said no on Thu 12 Nov 2026, nothing since; every 2 months."


def test_a_spread_first_touch_says_when_they_were_added(book: Book) -> None:
    text = "".join(f"- {{name: Person {place}, role: peer}}\n" for place in range(6))
    run_import(book, [parse(text.encode(), "people.yaml")])
    first = min(events(export(book)), key=lambda event: event.start)
    assert first.start == date(2026, 11, 23)
    assert str(first["DESCRIPTION"]) == "Added on Sun 22 Nov 2026, not in touch yet; every 2 months."


def test_news_go_out_without_the_line_for_each(book: Book) -> None:
    manager = dana(book, cadence=None, role="hiring manager")
    log_touch(book, [manager], NewTouch(date(2026, 11, 12), got="advice", note="secretnote"))
    tell_everybody(book, "I finished the course")
    told = next(event for event in events(export(book)) if event.categories == ["Callback", "News"])
    assert str(told["DESCRIPTION"]) == "I finished the course\nNews to tell them on Mon 23 Nov 2026."
    assert b"secret" not in export_calendar(book, everything=True).data


def test_a_letter_that_rests_is_not_for_the_calendar(book: Book) -> None:
    contact = dana(book)
    letter = new_letter(book, "keep-in-touch", contact_id=contact)
    save_letter(book, letter, "Dear Dana, thank you.")
    finish_letter(book, letter)
    assert export(book).total == 0


# Interviews


def interview(book: Book, contact: int | None = None, **known: object) -> int:
    role = add_opportunity(book, NewOpportunity("Analyst", "Northwind"))
    fields = {"on": date(2026, 12, 1), "at": time(14, 30), "zone": "Europe/Berlin", "minutes": 45} | known
    people = [contact] if contact is not None else []
    return add_interview(book, role, NewInterview(contact_ids=people, **fields))  # type: ignore[arg-type]


def test_an_interview_goes_out_at_its_own_time_in_utc(book: Book) -> None:
    interview(book, dana(book), kind="video", location="+49 30 5550100")
    file = export(book)
    event = only(file)
    assert str(event["SUMMARY"]) == "Interview with Dana Whitfield (Northwind)"
    assert str(event["DESCRIPTION"]) == "Analyst\nvideo"
    assert values(file.data, "DTSTART") == ["20261201T133000Z"]
    assert values(file.data, "DTEND") == ["20261201T141500Z"]
    assert event.categories == ["Callback", "Interview"]
    assert values(file.data, "TRIGGER") == ["-PT0M"]
    assert b"5550100" not in file.data


@pytest.mark.parametrize(
    ("zone", "on", "written"),
    [
        ("America/New_York", date(2027, 6, 1), "20270601T183000Z"),
        ("America/New_York", date(2026, 12, 1), "20261201T193000Z"),
        ("Pacific/Auckland", date(2026, 12, 1), "20261201T013000Z"),
    ],
)
def test_the_zone_of_an_interview_counts_with_its_summer_time(book: Book, zone: str, on: date, written: str) -> None:
    interview(book, zone=zone, on=on)
    assert values(export(book).data, "DTSTART") == [written]


def test_an_interview_without_a_time_or_people_is_all_day_at_the_employer(book: Book) -> None:
    interview(book, at=None, zone="")
    event = only(export(book))
    assert (event.start, event.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert str(event["SUMMARY"]) == "Interview at Northwind"


def test_what_is_noted_of_an_interview_stays_at_home(book: Book) -> None:
    number = interview(book, dana(book), on=TODAY, held=False)
    export(book)
    debrief_interview(
        book, number, NewDebrief(notes="secretnote", concerns=[Quote("secretworry")], chemistry="secretfeeling")
    )
    assert b"secret" not in export_calendar(book, everything=True).data


def test_an_interview_that_moves_is_changed_held_stays_and_called_off_is_cancelled(book: Book) -> None:
    contact = dana(book)
    number = interview(book, contact, on=TODAY, held=False)
    uid = str(only(export(book))["UID"])
    edit_interview(book, number, minutes=90)
    longer = only(export(book))
    assert (longer["SEQUENCE"], longer.end - longer.start) == (1, timedelta(minutes=90))
    edit_interview(book, number, status="held")
    assert export(book).total == 0, "it took place as it stands in the calendar"
    edit_interview(book, number, status="cancelled")
    gone = only(export(book))
    assert (str(gone["UID"]), gone["SEQUENCE"], str(gone["STATUS"])) == (uid, 2, "CANCELLED")
    assert gone.end - gone.start == timedelta(minutes=90), "also when it comes from what the ledger kept"


def test_an_interview_held_before_any_export_never_goes_out(book: Book) -> None:
    interview(book, dana(book), on=date(2026, 11, 10))
    assert export(book).total == 0


def test_somebody_left_alone_is_not_named_with_the_interview(book: Book) -> None:
    contact = dana(book, do_not_contact=True)
    interview(book, contact)
    assert str(only(export(book))["SUMMARY"]) == "Interview at Northwind"


def test_with_an_interview_planned_the_cadence_waits(book: Book) -> None:
    contact = dana(book, cadence="2 months")
    log_touch(book, [contact], NewTouch(date(2026, 11, 12)))
    export(book)
    number = interview(book, contact)
    assert news(export(book)) == (1, 0, 1)
    edit_interview(book, number, status="cancelled")
    assert news(export(book)) == (0, 1, 1)


def test_a_follow_up_that_went_out_before_there_were_lengths_is_not_changed(book: Book) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call", time(9))
    export(book)
    (content,) = book.store.row("SELECT event FROM export_ledger")
    assert "minutes" not in content


# What goes out again


def test_with_nothing_new_the_delta_is_empty_whatever_the_day(book: Book) -> None:
    contact = dana(book, cadence="2 months")
    log_touch(book, [contact], NewTouch(date(2026, 11, 12)))
    plan_follow_up(book, add_contact(book, Contact("Łukasz", cadence="none")), date(2026, 12, 1), "x", "call")
    assert export(book).new == 2
    for days in (0, 1, 30, 400):
        file = export(at(book, TODAY + timedelta(days=days)))
        assert (file.total, file.news) == (0, 0)


def test_only_what_changed_goes_out_under_its_uid_with_a_higher_sequence(book: Book) -> None:
    contact = dana(book)
    kept = plan_follow_up(book, contact, date(2026, 12, 1), "x", "call")
    plan_follow_up(book, contact, date(2026, 12, 8), "y", "email")
    uids = {str(event["UID"]) for event in events(export(book))}
    move_follow_up(book, kept, date(2026, 12, 3))
    file = export(book)
    event = only(file)
    assert news(file) == (0, 1, 0)
    assert str(event["UID"]) in uids
    assert (event["SEQUENCE"], event.start) == (1, date(2026, 12, 3))
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt > event["CREATED"].dt


def test_a_change_of_time_title_or_purpose_goes_out(book: Book) -> None:
    contact = dana(book)
    item = plan_follow_up(book, contact, date(2026, 12, 1), "x", "call")
    export(book)
    changes = (
        lambda: move_follow_up(book, item, date(2026, 12, 1), time(9)),
        lambda: edit_follow_up(book, item, channel="email"),
        lambda: edit_follow_up(book, item, purpose="y"),
        lambda: edit_contact(book, contact, replace(get_contact(book, contact), name="Dana Whitfield-Moss")),
    )
    for sequence, change in enumerate(changes, start=1):
        change()
        assert only(export(book))["SEQUENCE"] == sequence


def test_a_move_taken_back_before_the_export_changes_nothing(book: Book) -> None:
    item = plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    export(book)
    move_follow_up(book, item, date(2026, 12, 3))
    undo(book)
    assert export(book).total == 0


def test_undoing_an_exported_move_raises_the_sequence_again(book: Book) -> None:
    item = plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    first = only(export(book))
    move_follow_up(book, item, date(2026, 12, 3))
    second = only(export(book))
    undo(book)
    third = only(export(book))
    redo(book)
    fourth = only(export(book))
    assert [event["SEQUENCE"] for event in (first, second, third, fourth)] == [0, 1, 2, 3]
    assert {str(event["UID"]) for event in (first, second, third, fourth)} == {str(first["UID"])}
    assert third.start == first.start
    stamps = [event["DTSTAMP"].dt for event in (first, second, third, fourth)]
    assert stamps == sorted(set(stamps)), "every revision has a later stamp"


@pytest.mark.parametrize("end", [cancel_follow_up, finish_follow_up, skip_follow_up])
def test_what_is_done_skipped_or_cancelled_goes_out_once_as_cancelled(book: Book, end: object) -> None:
    item = plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    uid = str(only(export(book))["UID"])
    end(book, item)  # type: ignore[operator]
    file = export(book)
    event = only(file)
    assert news(file) == (0, 0, 1)
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (uid, 1, "CANCELLED")
    assert str(event["SUMMARY"]) == "Cancelled: Call Dana Whitfield (Northwind)"
    assert event.start == date(2026, 12, 1)
    assert not event.subcomponents
    assert export(book).total == 0, "once"
    kept = only(export(book, everything=True))
    assert (kept["SEQUENCE"], str(kept["STATUS"])) == (1, "CANCELLED"), "with everything it stays"


def test_one_that_a_touch_closed_is_cancelled(book: Book) -> None:
    contact = dana(book)
    plan_follow_up(book, contact, TODAY, "x", "call")
    export(book)
    touch = log_touch(book, [contact], NewTouch(TODAY)).touch_id
    assert news(export(book)) == (0, 0, 1)
    delete_touch(book, touch)
    assert only(export(book))["SEQUENCE"] == 2


def test_a_deleted_contact_is_cancelled_from_what_the_ledger_kept(book: Book) -> None:
    contact = dana(book)
    plan_follow_up(book, contact, date(2026, 12, 1), "x", "call", time(9))
    before = only(export(book))
    delete_contact(book, contact)
    event = only(export(book))
    assert str(event["SUMMARY"]) == "Cancelled: Call Dana Whitfield (Northwind)"
    assert (str(event["UID"]), event.start, event["CREATED"].dt) == (
        str(before["UID"]),
        before.start,
        before["CREATED"].dt,
    )
    undo(book)
    assert (only(export(book))["SEQUENCE"], export(book).total) == (2, 0)


def test_what_was_never_exported_is_never_cancelled(book: Book) -> None:
    cancel_follow_up(book, plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call"))
    assert export(book, everything=True).total == 0


# Everything, and the same every time


def test_everything_twice_is_the_same_bytes_marked_or_not_at_any_hour(book: Book) -> None:
    contact = dana(book, cadence="2 months")
    log_touch(book, [contact], NewTouch(date(2026, 11, 12)))
    other = add_contact(book, Contact("Łukasz", cadence="none"))
    items = [plan_follow_up(book, other, date(2026, 12, day), "x", "call") for day in (1, 2, 3)]
    for change in (
        lambda: None,
        lambda: move_follow_up(book, items[0], date(2026, 12, 9)),
        lambda: finish_follow_up(book, items[1]),
        lambda: undo(book),
        lambda: delete_contact(book, other),
    ):
        change()
        unmarked = export_calendar(book, everything=True).data
        assert export_calendar(at(book, hour=13), everything=True).data == unmarked
        assert export(at(book, hour=14), everything=True).data == unmarked
        assert export(at(book, hour=15), everything=True).data == unmarked
        assert export(at(book, hour=16)).total == 0


def test_what_is_not_marked_goes_out_again(book: Book) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    first = export_calendar(book)
    assert export_calendar(book).data == first.data
    mark_exported(book, first)
    assert export_calendar(book).total == 0


def test_what_an_older_schema_had_exported_is_not_new(tmp_path: Path) -> None:
    script = Path(__file__).parents[1] / "store" / "schemas" / "v2.sql"
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
    with open_book(tmp_path / "old.db", clock=FixedClock(TODAY), backups=tmp_path) as old:
        assert export_calendar(old).total == 0
        assert export_calendar(old, everything=True).total > 3


def test_the_ledger_is_no_act_and_survives_a_restart(book: Book, tmp_path: Path) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    everything = export(book, everything=True).data
    assert undo(book).startswith("Plan"), "the export is not what undo takes back"
    redo(book)
    book.close()
    with open_book(book.path, clock=FixedClock(TODAY), backups=tmp_path) as again:
        assert export_calendar(again).total == 0
        assert export_calendar(again, everything=True).data == everything


# Into a file


def test_the_file_is_private_and_replaced_as_a_whole(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "out.ics"
    path.write_text("what was here before")
    item = plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    assert save_calendar(book, path).new == 1
    assert problems(path.read_bytes()) == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert save_calendar(book, path).total == 0
    assert path.read_bytes() == before, "nothing new, nothing written"
    move_follow_up(book, item, date(2026, 12, 2))
    assert save_calendar(book, path).changed == 1
    assert values(path.read_bytes(), "SEQUENCE") == ["1"]
    assert sorted(found.name for found in tmp_path.glob("*ics*")) == ["out.ics"]


def test_a_file_that_cannot_be_written_does_not_count(book: Book, tmp_path: Path) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")
    for path in (tmp_path / "missing" / "out.ics", tmp_path):
        with pytest.raises(Refused, match="could not be written"):
            save_calendar(book, path)
    assert save_calendar(book, tmp_path / "out.ics").new == 1


def test_a_crash_after_the_file_sends_the_same_again(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_follow_up(book, dana(book), date(2026, 12, 1), "x", "call")

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(calendar_module, "mark_exported", crash)
        with pytest.raises(KeyboardInterrupt):
            save_calendar(book, tmp_path / "out.ics")
    written = (tmp_path / "out.ics").read_bytes()
    assert save_calendar(book, tmp_path / "again.ics").new == 1
    assert (tmp_path / "again.ics").read_bytes() == written


@pytest.mark.parametrize("day", [date(1, 1, 2), date.max])
def test_the_ends_of_the_calendar_can_be_exported(book: Book, day: date) -> None:
    contact = dana(book)
    plan_follow_up(book, contact, day, "x", "call")
    plan_follow_up(book, contact, day, "y", "call", time(23, 30))
    assert export(book).new == 2


def test_ten_thousand_events_take_few_reads(book: Book) -> None:
    people = [dana(book) for _ in range(30)]
    for contact in people:
        plan_follow_up(book, contact, date(2026, 12, 1), "x", "call")
    asked: list[str] = []
    connection = book.store.database.connection()
    connection.set_trace_callback(asked.append)
    export_calendar(book)
    connection.set_trace_callback(None)
    assert len(asked) < 15, "not one a contact"


# Any sequence of acts

CONTACTS = 3
DAYS = st.integers(0, 60).map(lambda days: TODAY + timedelta(days=days))


class Exports(RuleBasedStateMachine):
    """A calendar that takes every delta must end up as the book says, whatever happened in between."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        self.book = open_book(folder / "book.db", clock=FixedClock(TODAY), create=True, backups=folder)
        self.people = [
            add_contact(self.book, Contact(f"Person {number}", cadence=cadence))
            for number, cadence in enumerate(("none", "1 month", "2 months"))
        ]
        self.role = add_opportunity(
            self.book,
            NewOpportunity(
                "Analyst", people=((self.people[1], "hiring manager"), (self.people[2], "HR")), stage="final"
            ),
        )
        record_no(self.book, RecordNo(self.role, TODAY, "hr", "email"))
        self.calendar: dict[str, icalendar.Event] = {}

    def teardown(self) -> None:
        self.book.close()
        self.folder.cleanup()

    def attempt(self, act: object, *arguments: object) -> None:
        try:
            act(self.book, *arguments)  # type: ignore[operator]
        except BookError:
            return

    def items(self) -> list[int]:
        return [row[0] for row in self.book.store.rows("SELECT follow_up_id FROM open_item ORDER BY follow_up_id")]

    @rule(who=st.integers(0, CONTACTS - 1), day=DAYS, channel=st.sampled_from(["", "call", "email"]))
    def plan(self, who: int, day: date, channel: str) -> None:
        self.attempt(plan_follow_up, self.people[who], day, "x", channel)

    @precondition(lambda self: self.items())
    @rule(pick=st.integers(0, 50), day=DAYS)
    def move(self, pick: int, day: date) -> None:
        items = self.items()
        self.attempt(move_follow_up, items[pick % len(items)], day)

    @precondition(lambda self: self.items())
    @rule(pick=st.integers(0, 50), end=st.sampled_from([cancel_follow_up, finish_follow_up, skip_follow_up]))
    def end(self, pick: int, end: object) -> None:
        items = self.items()
        self.attempt(end, items[pick % len(items)])

    def steps(self) -> list[int]:
        return [row[0] for row in self.book.store.rows("SELECT step_id FROM open_step ORDER BY step_id")]

    @precondition(lambda self: self.steps())
    @rule(pick=st.integers(0, 50), day=DAYS)
    def move_a_step(self, pick: int, day: date) -> None:
        steps = self.steps()
        self.attempt(move_step, steps[pick % len(steps)], day)

    @precondition(lambda self: self.steps())
    @rule(pick=st.integers(0, 50), end=st.sampled_from([finish_step, skip_step]))
    def end_a_step(self, pick: int, end: object) -> None:
        steps = self.steps()
        self.attempt(end, steps[pick % len(steps)])

    @rule(who=st.integers(0, CONTACTS - 1), kind=st.sampled_from(["resume", "continue", "rest", "end"]))
    def settle(self, who: int, kind: str) -> None:
        self.attempt(decide, self.people[who], kind)

    @rule(who=st.integers(0, CONTACTS - 1), day=DAYS, timed=st.booleans())
    def invite(self, who: int, day: date, timed: bool) -> None:
        new = NewInterview(day, time(9) if timed else None, "Asia/Tokyo", contact_ids=[self.people[who]], held=False)
        self.attempt(add_interview, self.role, new)

    def interviews(self) -> list[int]:
        return [row[0] for row in self.book.store.rows("SELECT id FROM interview ORDER BY id")]

    @precondition(lambda self: self.interviews())
    @rule(pick=st.integers(0, 50), status=st.sampled_from(["planned", "held", "cancelled"]))
    def change_an_interview(self, pick: int, status: str) -> None:
        found = self.interviews()

        def change(book: Book, number: int) -> None:
            edit_interview(book, number, status=status, move_stage=False)

        self.attempt(change, found[pick % len(found)])

    @rule(
        who=st.integers(0, CONTACTS - 1),
        back=st.integers(0, 40),
        channel=st.sampled_from(["call", "email", "voicemail"]),
        direction=st.sampled_from(["out", "in"]),
    )
    def log(self, who: int, back: int, channel: str, direction: str) -> None:
        new = NewTouch(TODAY - timedelta(days=back), channel, direction)
        self.attempt(log_touch, [self.people[who]], new)

    @rule(who=st.integers(0, CONTACTS - 1), day=DAYS)
    def rest(self, who: int, day: date) -> None:
        self.attempt(snooze, self.people[who], day)

    @rule(who=st.integers(0, CONTACTS - 1), value=st.booleans())
    def leave_alone(self, who: int, value: bool) -> None:
        self.attempt(set_do_not_contact, self.people[who], value)

    @rule(who=st.integers(0, CONTACTS - 1))
    def delete(self, who: int) -> None:
        self.attempt(delete_contact, self.people[who])

    @rule(step=st.sampled_from([undo, redo]))
    def step(self, step: object) -> None:
        self.attempt(step)

    @rule()
    def export(self) -> None:
        file = export_calendar(self.book, mark=True)
        for event in events(file):
            uid = str(event["UID"])
            known = self.calendar.get(uid)
            assert event["SEQUENCE"] == (known["SEQUENCE"] + 1 if known is not None else 0)
            if known is not None:
                assert event["DTSTAMP"].dt > known["DTSTAMP"].dt
            self.calendar[uid] = event
        whole = export_calendar(self.book, everything=True)
        assert {str(event["UID"]): event.to_ical() for event in events(whole)} == {
            uid: event.to_ical() for uid, event in self.calendar.items()
        }
        assert export_calendar(self.book).total == 0

    @invariant()
    def nobody_is_there_who_should_not_be(self) -> None:
        names = {name for (name,) in self.book.store.rows("SELECT name FROM contact WHERE NOT do_not_contact")}
        for event in events(export_calendar(self.book, everything=True)):
            if str(event["STATUS"]) == "CONFIRMED" and str(event["SUMMARY"]) != "Interview for Analyst":
                assert any(str(event["SUMMARY"]).endswith(name) for name in names)


Exports.TestCase.settings = hypothesis_settings(max_examples=15, stateful_step_count=20, deadline=None)
TestExports = Exports.TestCase


def test_the_usual_settings_are_those_of_the_manual() -> None:
    usual = Settings()
    assert (usual.ics_days, usual.ics_at, usual.ics_alarm_hours, usual.ics_alarm_minutes) == (90, None, 15, 0)
