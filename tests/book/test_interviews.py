"""Interviews in the book: planned and held, on the timeline, debriefed more than once, moved and taken back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time, timedelta
from random import Random

import pytest
from one_step import facts, one_step, somebody

from crm.book import check, concerns, history, interviews, opportunities, people, reading, touches
from crm.book.errors import Declined, NotFound, Refused
from crm.book.interviews import NewDebrief, NewInterview
from crm.book.opportunities import NewOpportunity
from crm.book.session import Book
from crm.book.touches import NewTouch
from crm.domain.interviews import Quote

TODAY = date(2026, 11, 22)
THURSDAY = date(2026, 11, 19)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def sam(book: Book) -> int:
    return people.add_contact(book, somebody("Sam Lee"))


@pytest.fixture
def role(book: Book, dana: int) -> int:
    new = NewOpportunity("Analyst", "Northwind Robotics", stage="applied", on=date(2026, 11, 1), people=((dana, ""),))
    return opportunities.add_opportunity(book, new)


def quotes(*texts: str) -> tuple[Quote, ...]:
    return tuple(Quote(text) for text in texts)


def logged(book: Book, who: int) -> list[tuple[date, str, str]]:
    return [(row.on, row.channel, row.outcome) for row in reading.timeline_page(book, who) if row.kind == "touch"]


def stages(book: Book, role: int) -> list[tuple[str, date]]:
    return [(event.stage, event.on) for event in opportunities.load_opportunity(book, role).history]


# Planned or held


@pytest.mark.parametrize(
    ("days", "debrief", "held", "status"),
    [
        (3, NewDebrief(), None, "planned"),
        (0, NewDebrief(), None, "planned"),
        (0, NewDebrief(chemistry="warm"), None, "held"),
        (0, NewDebrief(questions="who decides?", advantage="figures"), None, "planned"),
        (3, NewDebrief(questions="who decides?", notes="bring figures"), None, "planned"),
        (0, NewDebrief(), True, "held"),
        (-3, NewDebrief(), None, "held"),
        (-3, NewDebrief(concerns=quotes("x")), None, "held"),
        (-3, NewDebrief(), False, "planned"),
    ],
)
def test_the_day_and_what_is_noted_tell_whether_it_was_held(book, role, dana, days, debrief, held, status):
    new = NewInterview(TODAY + timedelta(days=days), contact_ids=[dana], held=held, debrief=debrief)
    number = interviews.add_interview(book, role, new)
    assert interviews.get_interview(book, number).status == status
    assert len(logged(book, dana)) == (status == "held")


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": TODAY + timedelta(days=1), "held": True},
        {"on": TODAY + timedelta(days=1), "debrief": NewDebrief(chemistry="warm")},
        {"zone": "Atlantis/City"},
        {"minutes": 0},
        {"minutes": 2000},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(book, role, wrong):
    with pytest.raises(Refused):
        interviews.add_interview(book, role, NewInterview(**{"on": TODAY, **wrong}))
    assert interviews.all_interviews(book) == []


def test_everything_given_is_kept(book, role, dana, sam):
    new = NewInterview(
        date(2026, 12, 1), time(14, 30), "europe/berlin", 90, "on\tsite", "Pier 4\x1b[31m", (sam, dana, sam)
    )
    with one_step(book):
        number = interviews.add_interview(book, role, new)
    one = interviews.get_interview(book, number)
    assert (one.on, one.at, one.zone, one.minutes) == (date(2026, 12, 1), time(14, 30), "Europe/Berlin", 90)
    assert (one.kind, one.location) == ("on site", "Pier 4[31m")
    assert (one.names, one.employer) == (("Sam Lee", "Dana Whitfield"), "Northwind Robotics")
    assert interviews.next_interview(book, role) == one


def test_a_held_one_is_one_touch_with_everybody_in_it_and_one_step(book, role, dana, sam):
    with one_step(book):
        interviews.add_interview(
            book,
            role,
            NewInterview(
                THURSDAY,
                contact_ids=[dana, sam],
                debrief=NewDebrief(quotes("churn", "on-call"), quotes("no team led"), chemistry="dry"),
            ),
        )
    assert logged(book, dana) == logged(book, sam) == [(THURSDAY, "meeting", "reached")]
    assert book.store.value("SELECT count(*) FROM touch") == 1
    assert reading.contact_card(book, dana).next.shown == date(2027, 1, 19)
    assert check.check(book) == []


@pytest.mark.parametrize(
    ("kind", "channel"), [("Phone", "call"), ("phone screen", "call"), ("video call", "meeting"), ("", "meeting")]
)
def test_one_by_phone_is_a_call(book, role, dana, kind, channel):
    interviews.add_interview(book, role, NewInterview(THURSDAY, kind=kind, contact_ids=[dana]))
    assert logged(book, dana) == [(THURSDAY, channel, "reached")]


def test_a_touch_that_was_logged_by_hand_is_not_doubled(book, role, dana, sam):
    touches.log_touch(book, [dana, sam], NewTouch(THURSDAY, "meeting"))
    interviews.add_interview(book, role, NewInterview(THURSDAY, contact_ids=[dana, sam]))
    assert len(logged(book, dana)) == 1
    interviews.add_interview(book, role, NewInterview(THURSDAY, kind="phone", contact_ids=[dana]))
    assert len(logged(book, dana)) == 2


def test_two_interviews_on_one_day_with_the_same_person_are_two_touches(book, role, dana):
    for at in (time(9), time(14)):
        interviews.add_interview(book, role, NewInterview(THURSDAY, at, contact_ids=[dana]))
    assert len(logged(book, dana)) == 2


def test_whoever_interviews_gets_a_part_in_the_opportunity(book, role, dana, sam):
    inga = people.add_contact(book, somebody("Inga Holm", "HR"))
    interviews.add_interview(book, role, NewInterview(THURSDAY, contact_ids=[sam, inga, dana]))
    parts = {person.name: person.part for person in opportunities.load_opportunity(book, role).people}
    assert parts == {"Dana Whitfield": "hiring manager", "Sam Lee": "interviewer", "Inga Holm": "hr"}


# The stage


@pytest.mark.parametrize("stage", ["lead", "applied", "screening"])
def test_an_interview_moves_the_opportunity_on(book, dana, stage):
    role = opportunities.add_opportunity(book, NewOpportunity("Analyst", stage=stage, on=date(2026, 11, 1)))
    interviews.add_interview(book, role, NewInterview(THURSDAY))
    assert stages(book, role) == [(stage, date(2026, 11, 1)), ("interviewing", THURSDAY)]


@pytest.mark.parametrize("stage", ["interviewing", "final", "offer", "withdrawn", "no answer"])
def test_what_has_come_further_stays_where_it_is(book, stage):
    role = opportunities.add_opportunity(book, NewOpportunity("Analyst", stage=stage, on=date(2026, 11, 1)))
    interviews.add_interview(book, role, NewInterview(THURSDAY))
    assert stages(book, role) == [(stage, date(2026, 11, 1))]


def test_the_stage_stays_when_told_so(book, role):
    interviews.add_interview(book, role, NewInterview(THURSDAY, move_stage=False))
    assert stages(book, role)[-1][0] == "applied"


def test_a_planned_interview_moves_the_stage_today_and_an_older_one_not_before_the_last_event(book, role):
    interviews.add_interview(book, role, NewInterview(TODAY + timedelta(days=9)))
    assert stages(book, role)[-1] == ("interviewing", TODAY)
    other = opportunities.add_opportunity(book, NewOpportunity("Other", stage="applied", on=date(2026, 11, 20)))
    interviews.add_interview(book, other, NewInterview(THURSDAY))
    assert stages(book, other)[-1] == ("interviewing", date(2026, 11, 20))


# The debrief


def test_a_debrief_holds_a_planned_one_whose_day_has_come_in_one_step(book, role, dana):
    number = interviews.add_interview(book, role, NewInterview(TODAY, contact_ids=[dana], move_stage=False))
    assert logged(book, dana) == []
    with one_step(book):
        interviews.debrief_interview(
            book, number, NewDebrief(quotes("churn"), quotes("no team led"), went_well="pace", questions="who decides?")
        )
    one = interviews.get_interview(book, number)
    assert (one.status, one.debrief.went_well, one.debrief.questions) == ("held", "pace", "who decides?")
    assert logged(book, dana) == [(TODAY, "meeting", "reached")]
    assert stages(book, role)[-1] == ("interviewing", TODAY)


def test_a_debrief_may_be_repeated_and_doubles_nothing(book, role, dana):
    number = interviews.add_interview(book, role, NewInterview(THURSDAY, contact_ids=[dana]))
    interviews.debrief_interview(book, number, NewDebrief(quotes("Churn", "on-call"), notes="first"))
    before = concerns.ledger(book)
    interviews.debrief_interview(book, number, NewDebrief(quotes("churn", "budget"), chemistry="dry"))
    one = interviews.get_interview(book, number)
    assert [quote.text for quote in one.debrief.challenges] == ["Churn", "on-call", "budget"]
    assert (one.debrief.notes, one.debrief.chemistry) == ("first", "dry")
    assert {row.id for row in before} < {row.id for row in concerns.ledger(book)}
    assert len(logged(book, dana)) == 1


def test_a_form_with_all_lines_edits_and_removes_and_answers_stay(book, role, dana):
    number = interviews.add_interview(
        book, role, NewInterview(THURSDAY, debrief=NewDebrief(quotes("churn is hgh", "on-call"), quotes("no team")))
    )
    first = interviews.get_interview(book, number).debrief.challenges[0]
    concerns.record_answer(book, first.id, "talk")
    with one_step(book):
        interviews.edit_interview(
            book,
            number,
            debrief=NewDebrief(quotes("churn is high"), quotes("no team"), complete=True, notes="later"),
        )
    (now,) = interviews.get_interview(book, number).debrief.challenges
    assert (now.id, now.text) == (first.id, "churn is high")
    assert concerns.get_concern(book, now.id).answered is not None
    assert len(interviews.get_interview(book, number).debrief.concerns) == 1


def test_what_is_said_with_one_person_there_was_said_by_them(book, role, dana, sam):
    alone = interviews.add_interview(
        book, role, NewInterview(THURSDAY, contact_ids=[sam], debrief=NewDebrief(concerns=quotes("x")))
    )
    both = interviews.add_interview(
        book,
        role,
        NewInterview(THURSDAY, contact_ids=[sam, dana], debrief=NewDebrief(concerns=(Quote("y"), Quote("z", dana)))),
    )
    assert [quote.contact_id for quote in interviews.get_interview(book, alone).debrief.concerns] == [sam]
    assert [quote.contact_id for quote in interviews.get_interview(book, both).debrief.concerns] == [None, dana]


def test_preparing_questions_on_the_day_does_not_hold_it(book, role, dana):
    number = interviews.add_interview(book, role, NewInterview(TODAY, contact_ids=[dana]))
    interviews.debrief_interview(book, number, NewDebrief(questions="who decides?"))
    assert interviews.get_interview(book, number).status == "planned"
    assert logged(book, dana) == []


@pytest.mark.parametrize("ahead", [True, False])
def test_there_is_nothing_to_note_of_one_that_is_ahead_or_was_cancelled(book, role, ahead):
    number = interviews.add_interview(book, role, NewInterview(TODAY + timedelta(days=int(ahead))))
    if not ahead:
        interviews.cancel_interview(book, number)
    with pytest.raises(Refused):
        interviews.debrief_interview(book, number, NewDebrief(chemistry="x"))


def test_the_debrief_of_an_opportunity_means_the_newest_whose_day_has_come(book, role):
    with pytest.raises(NotFound, match="interview add"):
        interviews.interview_to_debrief(book, role)
    interviews.add_interview(book, role, NewInterview(date(2026, 11, 2)))
    wanted = interviews.add_interview(book, role, NewInterview(TODAY))
    interviews.add_interview(book, role, NewInterview(TODAY + timedelta(days=1)))
    assert interviews.interview_to_debrief(book, role).id == wanted


# Changed


def test_another_day_other_people_and_another_kind_move_the_touch(book, role, dana, sam):
    number = interviews.add_interview(
        book, role, NewInterview(THURSDAY, contact_ids=[dana], debrief=NewDebrief(quotes("churn")))
    )
    with one_step(book):
        interviews.edit_interview(book, number, on=TODAY, kind="phone", contact_ids=[sam])
    assert logged(book, dana) == []
    assert logged(book, sam) == [(TODAY, "call", "reached")]
    assert [row.on for row in concerns.ledger(book)] == [TODAY]


def test_a_touch_deleted_on_purpose_does_not_come_back(book, role, dana):
    number = interviews.add_interview(book, role, NewInterview(THURSDAY, contact_ids=[dana]))
    (touch,) = [row.id for row in reading.timeline_page(book, dana) if row.kind == "touch"]
    touches.delete_touch(book, touch)
    interviews.edit_interview(book, number, on=TODAY)
    assert logged(book, dana) == []


def test_a_cancelled_one_leaves_the_timeline_and_can_be_held_after_all(book, role, dana):
    number = interviews.add_interview(book, role, NewInterview(THURSDAY, contact_ids=[dana]))
    with one_step(book):
        interviews.cancel_interview(book, number)
    assert logged(book, dana) == []
    with one_step(book):
        interviews.hold_interview(book, number)
    assert len(logged(book, dana)) == 1


def test_holding_one_that_is_ahead_is_refused(book, role):
    number = interviews.add_interview(book, role, NewInterview(TODAY + timedelta(days=1)))
    with pytest.raises(Refused, match="ahead"):
        interviews.hold_interview(book, number)


def test_a_held_one_is_not_moved_into_the_future(book, role):
    number = interviews.add_interview(book, role, NewInterview(THURSDAY))
    with pytest.raises(Refused, match="ahead"):
        interviews.edit_interview(book, number, on=TODAY + timedelta(days=1))


def test_deleting_takes_the_touch_and_leaves_what_was_said(book, role, dana):
    number = interviews.add_interview(
        book, role, NewInterview(THURSDAY, contact_ids=[dana], debrief=NewDebrief(quotes("churn")))
    )
    with one_step(book):
        interviews.delete_interview(book, number)
    assert logged(book, dana) == []
    (row,) = concerns.ledger(book, opportunity_id=role)
    assert (row.text, row.interview_id) == ("churn", None)


def test_an_edit_that_changes_nothing_is_no_step(book, role, dana):
    number = interviews.add_interview(book, role, NewInterview(THURSDAY, contact_ids=[dana]))
    steps = book.store.value("SELECT count(*) FROM undo_act")
    interviews.edit_interview(book, number, on=THURSDAY, contact_ids=[dana])
    assert book.store.value("SELECT count(*) FROM undo_act") == steps


@pytest.mark.parametrize("change", [{"colour": "red"}, {"status": "gone"}, {"zone": "x"}])
def test_a_field_there_is_none_of_is_refused(book, role, change):
    number = interviews.add_interview(book, role, NewInterview(THURSDAY))
    with pytest.raises(Refused):
        interviews.edit_interview(book, number, **change)


def test_lists_are_newest_first_and_by_person(book, role, dana, sam):
    first = interviews.add_interview(book, role, NewInterview(date(2026, 11, 3), contact_ids=[sam]))
    later = interviews.add_interview(book, role, NewInterview(THURSDAY, time(9), contact_ids=[dana]))
    last = interviews.add_interview(book, role, NewInterview(THURSDAY, time(15)))
    assert [one.id for one in interviews.interviews_of(book, role)] == [last, later, first]
    assert [one.id for one in interviews.interviews_with(book, sam)] == [first]


def test_what_is_not_there_is_said(book, role):
    for act in (
        lambda: interviews.get_interview(book, 99),
        lambda: interviews.delete_interview(book, 99),
        lambda: interviews.add_interview(book, 99, NewInterview(TODAY)),
        lambda: interviews.add_interview(book, role, NewInterview(TODAY, contact_ids=[99])),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("seed", range(4))
def test_any_acts_undone_one_by_one_give_back_the_same_book(book, role, dana, sam, seed):
    random = Random(seed)
    before = facts(book)
    steps = len(history.history(book, 500))
    for _ in range(25):
        known = [one.id for one in interviews.all_interviews(book)]
        said = [one.id for one in concerns.ledger(book)]
        day = TODAY - timedelta(days=random.randrange(-3, 9))
        who = random.sample([dana, sam], random.randrange(3))
        debrief = NewDebrief(quotes(random.choice("abc")), quotes(random.choice("xyz")), complete=random.random() < 0.5)
        acts = [lambda day=day, who=who: interviews.add_interview(book, role, NewInterview(day, contact_ids=who))]
        if known:
            number = random.choice(known)
            acts += [
                lambda number=number, debrief=debrief: interviews.debrief_interview(book, number, debrief),
                lambda number=number, day=day, who=who: interviews.edit_interview(
                    book, number, on=day, contact_ids=who, status="held" if day <= TODAY else "planned"
                ),
                lambda number=number: interviews.cancel_interview(book, number),
                lambda number=number: interviews.delete_interview(book, number),
            ]
        if said:
            concern = random.choice(said)
            acts += [
                lambda concern=concern: concerns.record_answer(book, concern, "talk"),
                lambda concern=concern: concerns.close_concern(book, concern),
                lambda concern=concern: concerns.delete_concern(book, concern),
            ]
        with suppress(Refused, Declined):
            random.choice(acts)()
    assert check.check(book) == []
    taken = len(history.history(book, 500)) - steps
    assert taken > 5
    after = facts(book)
    for _ in range(taken):
        history.undo(book)
    assert facts(book) == before
    for _ in range(taken):
        history.redo(book)
    assert facts(book) == after
