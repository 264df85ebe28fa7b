"""Any acts on a search undone step by step give back the same book, redone the same again; it stays sound."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given, settings
from one_step import facts, somebody

from crm.book import check, history, news, opportunities, people, rejections, targets
from crm.book.clock import FixedClock
from crm.book.errors import Declined, NotFound, Refused
from crm.book.opportunities import NewOpportunity
from crm.book.session import Book, open_book
from crm.domain.opportunities import ALL_STAGES, HOW, OPPORTUNITY_KINDS, STAGES, TOLD_BY

TODAY = date(2026, 11, 22)
PAST = st.integers(0, 60).map(lambda days: TODAY - timedelta(days=days))
OPPORTUNITY = st.integers(1, 3)
CONTACT = st.integers(1, 3)

ACTS = st.one_of(
    st.tuples(st.just("stage"), OPPORTUNITY, st.sampled_from(ALL_STAGES), PAST, st.booleans()),
    st.tuples(st.just("no"), OPPORTUNITY, st.sampled_from(TOLD_BY) | CONTACT, st.sampled_from(HOW), PAST),
    st.tuples(
        st.just("known"), OPPORTUNITY, st.sampled_from(TOLD_BY) | CONTACT, st.sampled_from(HOW), st.none() | PAST
    ),
    st.tuples(st.just("reopen"), OPPORTUNITY, st.sampled_from(OPPORTUNITY_KINDS), st.sampled_from(STAGES), PAST),
    st.tuples(st.just("person"), OPPORTUNITY, CONTACT, st.sampled_from(["", "hr", "hiring manager"])),
    st.tuples(st.just("away"), OPPORTUNITY, CONTACT),
    st.tuples(st.just("delete"), OPPORTUNITY),
    st.tuples(st.just("gone"), CONTACT),
    st.tuples(st.just("news"), st.none() | OPPORTUNITY),
    st.tuples(st.just("rank"), st.integers(1, 2), st.integers(0, 3)),
)


def do(book: Book, act: tuple) -> None:
    match act:
        case ("stage", number, stage, on, tell):
            opportunities.set_stage(book, number, stage, on, tell=tell)
        case ("no", number, told_by, how, on):
            rejections.record_no(book, rejections.RecordNo(number, on, told_by, how, reason="fit"))
        case ("known", number, told_by, how, starts):
            rejections.edit_rejection(book, number, told_by=told_by, how=how, starts_on=starts)
        case ("reopen", number, kind, stage, on):
            rejections.reopen(book, number, kind=kind, stage=stage, on=on)
        case ("person", number, contact, part):
            opportunities.add_person(book, number, contact, part)
        case ("away", number, contact):
            opportunities.remove_person(book, number, contact)
        case ("delete", number):
            opportunities.delete_opportunity(book, number)
        case ("gone", contact):
            people.delete_contact(book, contact)
        case ("news", number):
            news.tell_everybody(book, "x", kind="landed" if number else "news", opportunity_id=number)
        case ("rank", employer, place):
            targets.set_rank(book, employer, place) if place else targets.unrank(book, employer)


@settings(max_examples=15)
@given(st.lists(ACTS, min_size=3, max_size=8))
def test_all_that_was_done_is_taken_back_and_done_again(acts):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with open_book(path / "b.db", clock=FixedClock(TODAY), backups=path / "backups", create=True) as book:
            for name, role in (("Dana", "hiring manager"), ("Inga", "HR"), ("Sam", "referrer")):
                people.add_contact(book, somebody(name, role))
            for title, employer in (("Analyst", "Northwind Robotics"), ("Nurse", "Kestrel")):
                new = NewOpportunity(title, employer, people=((1, ""), (2, "")), on=date(2026, 10, 1))
                opportunities.add_opportunity(book, new)
            seen = [facts(book)]
            for act in acts:
                with suppress(Declined, NotFound, Refused):
                    do(book, act)
                if facts(book) != seen[-1]:
                    seen.append(facts(book))
                assert check.check(book) == []
            for before in reversed(seen[:-1]):
                history.undo(book)
                assert facts(book) == before
            for after in seen[1:]:
                history.redo(book)
                assert facts(book) == after
            with suppress(Declined):
                history.redo(book)
            assert check.check(book) == []
