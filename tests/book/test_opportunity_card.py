"""Everything of one opportunity at once; who is next in each; its people and a target changed in one act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from one_step import one_step, somebody

from crm.book import follow_ups, opportunities, opportunity_card, people, targets
from crm.book.concerns import add_concern
from crm.book.errors import Declined, NotFound
from crm.book.opportunities import NewOpportunity
from crm.book.rejections import RecordNo, record_no
from crm.book.reopening import reopen
from crm.book.touches import NewTouch, log_touch


@pytest.fixture
def two(book):
    dana, sam = people.add_contact(book, somebody("Dana")), people.add_contact(book, somebody("Sam"))
    number = opportunities.add_opportunity(
        book,
        NewOpportunity("Analyst", "Northwind", stage="interviewing", people=((dana, "hiring manager"), (sam, "hr"))),
    )
    return number, dana, sam


def test_the_one_with_the_soonest_date_is_next(book, two):
    number, dana, sam = two
    other = opportunities.add_opportunity(book, NewOpportunity("Empty"))
    follow_ups.plan_follow_up(book, dana, book.today + timedelta(days=9), "later")
    follow_ups.plan_follow_up(book, sam, book.today + timedelta(days=2), "sooner")
    assert opportunity_card.who_is_next(book)[number] == "Sam"
    assert other not in opportunity_card.who_is_next(book)
    follow_ups.plan_follow_up(book, dana, book.today, "now")
    assert opportunity_card.who_is_next(book)[number] == "Dana"
    assert opportunity_card.names_of(book) == {number: ("Dana", "Sam")}


def test_somebody_not_to_be_contacted_is_not_next(book, two):
    number, dana, sam = two
    follow_ups.plan_follow_up(book, dana, book.today, "now")
    follow_ups.plan_follow_up(book, sam, book.today + timedelta(days=2), "sooner")
    people.set_do_not_contact(book, dana, True)
    assert opportunity_card.who_is_next(book)[number] == "Sam"
    lines = opportunity_card.people_lines(book, number)
    assert [(line.name, line.next, line.do_not_contact) for line in lines] == [
        ("Dana", None, True), ("Sam", book.today + timedelta(days=2), False)]  # fmt: skip


def test_the_card_has_people_with_their_days_what_is_open_and_the_second_chances(book, two):
    number, dana, _ = two
    log_touch(book, [dana], NewTouch(book.today))
    add_concern(book, "never led", opportunity_id=number)
    card = opportunity_card.opportunity_card(book, number, "r")
    assert [(line.name, line.part, line.last) for line in card.people] == [
        ("Dana", "hiring manager", book.today), ("Sam", "hr", None)]  # fmt: skip
    assert (card.open_concerns, card.seconds, card.first, card.plans) == (1, (), "", ())
    assert "goes in with r," in card.ring
    record_no(book, RecordNo(number))
    card = opportunity_card.opportunity_card(book, number, "r")
    assert card.ring == "" and [plan.opportunity_id for plan in card.plans] == [number]
    trial = reopen(book, number, kind="trial", title="A trial").opportunity_id
    assert opportunity_card.opportunity_card(book, number, "r").seconds == ((trial, "A trial"),)
    assert opportunity_card.opportunity_card(book, trial, "r").first == "Analyst"


def test_an_opportunity_that_is_gone_is_not_found(book):
    with pytest.raises(NotFound):
        opportunity_card.opportunity_card(book, 99, "r")


def test_fields_and_people_change_in_one_act(book, two):
    number, dana, sam = two
    ann = people.add_contact(book, somebody("Ann"))
    with one_step(book):
        opportunities.edit_opportunity(
            book, number, people=((ann, "peer"), (dana, "executive")), decision_on=date(2027, 1, 8)
        )
    found = opportunities.load_opportunity(book, number)
    assert [(each.name, each.part) for each in found.people] == [("Ann", "peer"), ("Dana", "executive")]
    assert found.decision_on == date(2027, 1, 8)
    assert sam not in {each.contact_id for each in found.people}


def test_the_same_people_are_no_act_and_somebody_unknown_changes_nothing(book, two):
    number, dana, sam = two
    before = book.store.value("SELECT count(*) FROM undo_act")
    opportunities.edit_opportunity(book, number, people=((dana, "hiring manager"), (sam, "hr")))
    with pytest.raises(NotFound):
        opportunities.edit_opportunity(book, number, people=((999, ""),), title="Other")
    assert book.store.value("SELECT count(*) FROM undo_act") == before
    assert opportunities.load_opportunity(book, number).title == "Analyst"


def test_a_target_with_what_they_work_on_is_one_act(book):
    with one_step(book):
        number = targets.rank_new(book, "Tidewater", 1, "the evening peak\x1b")
    assert [(row.employer_id, row.working_on) for row in targets.targets(book)] == [(number, "the evening peak")]
    with pytest.raises(Declined):
        targets.rank_new(book, "Tidewater", 1)
