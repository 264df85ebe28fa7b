"""What a form that begins a letter is preset with: the step that is due, the interview, where things stand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm.book import interviews, opportunities, people
from crm.book.errors import NotFound
from crm.book.letter_usual import AFTER_AN_INTERVIEW, UsualLetter, usual_letter
from crm.book.letters import new_letter
from crm.book.plans import apply_plan, finish_step, plans_of
from crm.book.rejections import RecordNo, record_no
from crm.book.session import Book
from crm.domain.letters import KINDS
from crm.domain.people import Contact
from crm.domain.plan_views import PlanRequest

TODAY = date(2026, 11, 22)


def somebody(book: Book, name: str = "Dana Whitfield") -> int:
    return people.add_contact(book, Contact(name=name, role="hiring manager"))


def a_role(book: Book, who: int, stage: str = "interviewing") -> int:
    new = opportunities.NewOpportunity(
        "Planning Lead", "Northwind Robotics", stage=stage, on=TODAY - timedelta(days=60), people=((who, ""),)
    )
    return opportunities.add_opportunity(book, new)


def talked(book: Book, role: int, who: int, days_ago: int) -> int:
    on = TODAY - timedelta(days=days_ago)
    return interviews.add_interview(book, role, interviews.NewInterview(on, contact_ids=(who,), held=True))


def test_somebody_without_any_history_gets_a_note(book: Book) -> None:
    assert usual_letter(book, somebody(book)) == UsualLetter("keep-in-touch")


@pytest.mark.parametrize("stage", ["lead", "applied", "screening"])
def test_before_the_interviews_it_is_a_cover_letter(book: Book, stage: str) -> None:
    dana = somebody(book)
    role = a_role(book, dana, stage)
    assert usual_letter(book, dana) == UsualLetter("cover", role)


@pytest.mark.parametrize(
    ("days", "kind"), [(0, "influence"), (AFTER_AN_INTERVIEW, "influence"), (AFTER_AN_INTERVIEW + 1, "keep-in-touch")]
)
def test_a_recent_interview_asks_for_an_influence_letter(book: Book, days: int, kind: str) -> None:
    dana = somebody(book)
    role = a_role(book, dana)
    talked(book, role, dana, days)
    assert usual_letter(book, dana) == UsualLetter(kind, role)


def test_once_it_is_begun_the_interview_asks_for_no_second_one(book: Book) -> None:
    dana = somebody(book)
    role = a_role(book, dana)
    talked(book, role, dana, 1)
    new_letter(book, "influence", contact_id=dana, opportunity_id=role)
    assert usual_letter(book, dana) == UsualLetter("keep-in-touch", role)
    talked(book, role, dana, 0)
    assert usual_letter(book, dana).kind == "influence"


def test_after_a_no_it_is_thanks_once(book: Book) -> None:
    dana = somebody(book)
    role = a_role(book, dana)
    talked(book, role, dana, 1)
    record_no(book, RecordNo(role, on=TODAY, told_by="nobody", how="email", plan=False))
    assert usual_letter(book, dana) == UsualLetter("thanks", role)
    new_letter(book, "thanks", contact_id=dana, opportunity_id=role)
    assert usual_letter(book, dana).kind == "keep-in-touch"


@pytest.mark.parametrize(
    ("step", "kind"), [("note", "handwritten"), ("feedback", "feedback"), ("something-useful", "offer")]
)
def test_the_step_that_is_due_says_which_kind(book: Book, step: str, kind: str) -> None:
    dana = somebody(book)
    role = a_role(book, dana)
    apply_plan(book, PlanRequest(start=TODAY, opportunity_id=role, told_by="nobody", how="email"))
    [plan] = plans_of(book, opportunity_id=role)
    assert step in [each.name for each in plan.steps]
    for each in plan.steps:
        if each.name == step:
            break
        finish_step(book, each.id)
    assert usual_letter(book, dana) == UsualLetter(kind, role)


def test_the_kind_is_always_one_there_is(book: Book) -> None:
    from crm.book import letter_usual

    assert {kind for _, kind in letter_usual._OF_STEPS} <= set(KINDS)


def test_somebody_who_is_gone_is_said(book: Book) -> None:
    with pytest.raises(NotFound):
        usual_letter(book, 99)
