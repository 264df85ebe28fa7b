"""The whole timeline of a contact: touches, stages, the no, interviews, steps of a plan, in one order."""

from __future__ import annotations

from datetime import date

import pytest
from one_step import somebody

from crm.book import interviews, opportunities, people, plans, rejections, touches
from crm.book.opportunities import NewOpportunity
from crm.book.rejections import RecordNo
from crm.book.session import Book
from crm.book.timeline import timeline_page

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def inga(book: Book) -> int:
    return people.add_contact(book, somebody("Inga Holm", "HR"))


@pytest.fixture
def analyst(book: Book, dana: int, inga: int) -> int:
    people_of = ((dana, ""), (inga, ""))
    return opportunities.add_opportunity(
        book,
        NewOpportunity("Data Analyst", "Northwind Robotics", people=people_of, stage="applied", on=date(2026, 11, 2)),
    )


def kinds(book: Book, who: int) -> list[str]:
    return [row.kind for row in timeline_page(book, who, everything=True)]


def test_stages_and_the_no_stand_among_the_touches(book, dana, inga, analyst):
    opportunities.set_stage(book, analyst, "interviewing", date(2026, 11, 9))
    touches.log_touch(book, [dana], touches.NewTouch(date(2026, 11, 12), note="spoke"))
    rejections.record_no(
        book, RecordNo(analyst, FRIDAY, "hr", "email", reason="someone with robotics", rank="runner-up")
    )
    rows = timeline_page(book, dana, everything=True)
    assert [row.kind for row in rows] == ["no", "touch", "stage", "stage"]
    no = rows[0]
    assert (no.on, no.channel, no.direction, no.outcome, no.note, no.about) == (
        FRIDAY, "email", "Inga Holm", "runner-up", "someone with robotics", "Data Analyst",
    )  # fmt: skip
    assert [row.outcome for row in rows[2:]] == ["interviewing", "applied"]
    assert [row.kind for row in timeline_page(book, dana)] == ["touch"], "without `everything` touches alone"


def test_the_message_that_brought_the_no_is_not_said_twice_unless_there_is_more_in_it(book, inga, analyst):
    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email", reason="someone with robotics"))
    assert kinds(book, inga) == ["no", "stage"]
    assert timeline_page(book, inga, everything=True)[0].direction == "hr", "not her own name on her own card"
    assert done.touch_id is not None
    touches.edit_touch(book, done.touch_id, got="they liked the analysis")
    assert kinds(book, inga) == ["touch", "no", "stage"]


def test_a_held_interview_stands_for_its_touch(book, dana, analyst):
    interviews.add_interview(
        book,
        analyst,
        interviews.NewInterview(date(2026, 11, 16), kind="panel", contact_ids=(dana,), held=True),
    )
    rows = timeline_page(book, dana, everything=True)
    assert [(row.kind, row.channel, row.outcome) for row in rows if row.kind != "stage"] == [
        ("interview", "panel", "held")
    ]


def test_steps_done_and_skipped_are_there_and_pages_join(book, dana, inga, analyst):
    done = rejections.record_no(book, RecordNo(analyst, FRIDAY, "hr", "email"))
    assert done.plan_id is not None
    mine = [step.id for step in plans.get_plan(book, done.plan_id).steps if step.contact_id == dana]
    plans.finish_step(book, mine[0])
    plans.skip_step(book, mine[1])
    rows = timeline_page(book, dana, everything=True)
    assert [(row.kind, row.outcome) for row in rows][:2] == [("step", "skipped"), ("step", "done")]
    assert [timeline_page(book, dana, at, 1, everything=True)[0] for at in range(len(rows))] == rows


def test_a_part_of_a_timeline_is_found_through_indexes(book, dana):
    asked: list[tuple[str, object]] = []
    rows = type(book.store).rows

    def listening(store, sql, values=()):
        asked.append((sql, values))
        return rows(store, sql, values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(book.store), "rows", listening)
        timeline_page(book, dana, everything=True)
    found = [line[3] for sql, values in asked for line in rows(book.store, f"EXPLAIN QUERY PLAN {sql}", values)]
    assert not [line for line in found if line.startswith("SCAN")]
