"""News: everybody it concerns, each with a line of their own, in one queue; and the end of the search."""

from __future__ import annotations

from datetime import date

import pytest
from one_step import one_step, somebody

from crm.book import check, follow_ups, history, news, opportunities, people, plans, reading, rejections
from crm.book.errors import Declined, NotFound, Refused
from crm.book.opportunities import NewOpportunity
from crm.book.session import Book
from crm.book.touches import NewTouch, log_touch
from crm.domain.people import Contact, Met

TODAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)


@pytest.fixture
def who(book: Book) -> dict[str, int]:
    """Dana and Inga of a no in October, Rhea who introduced, Cleo who reads letters, and some who do not count."""
    add = people.add_contact
    found = {
        "dana": add(book, somebody("Dana Whitfield", "hiring manager", met=Met(through="Mo Twain"))),
        "inga": add(book, somebody("Inga Holm", "HR")),
        "rhea": add(book, somebody("Rhea Sand", "friend", employer="")),
        "cleo": add(book, somebody("Cleo Park", "coach", employer="", phones=())),
        "mo": add(book, somebody("Mo Twain", employer="")),
        "gone": add(book, somebody("Gone Girl", "peer", do_not_contact=True)),
        "shop": add(book, somebody("Shop Keeper", employer="")),
    }
    number = opportunities.add_opportunity(
        book,
        NewOpportunity(
            "Data Analyst",
            "Northwind Robotics",
            stage="final",
            on=date(2026, 10, 1),
            people=((found["dana"], ""), (found["inga"], ""), (found["rhea"], "referrer")),
        ),
    )
    rejections.record_no(book, rejections.RecordNo(number, date(2026, 10, 12), "hr", "email"))
    return found | {"analyst": number}


def lines(book, **options):
    return {each.name: each.line for each in news.concerned(book, **options)}


def test_it_concerns_everybody_with_a_part_or_a_role_but_those_not_to_be_contacted(book, who):
    assert [each.name for each in news.concerned(book)] == [
        "Dana Whitfield", "Rhea Sand", "Cleo Park", "Inga Holm", "Mo Twain",
    ]  # fmt: skip


def test_each_line_is_made_of_their_part_and_what_passed(book, who):
    log_touch(book, [who["dana"]], NewTouch(date(2026, 11, 10), asked="what to build"))

    found = lines(book)

    assert found["Dana Whitfield"] == (
        "thank them for the advice you asked on Tue 10 Nov (what to build), and tell them"
    )
    assert found["Inga Holm"] == "HR said no in October: tell them kindly, no word about it"
    assert found["Rhea Sand"] == "thank them for the introduction to Northwind Robotics: tell them what became of it"
    assert found["Mo Twain"] == "thank them for the introduction to Dana Whitfield: tell them what became of it"
    assert "read and listened" in found["Cleo Park"]


def test_a_manager_who_said_no_hears_it_without_a_word_about_that(book, who):
    assert lines(book)["Dana Whitfield"] == (
        "they said no in October: tell them warmly, thank them for their time, no word about it"
    )


def test_those_who_hired_you_know_already_and_the_introducer_is_thanked(book, who):
    opportunities.set_stage(book, who["analyst"], "offer")

    found = lines(book, opportunity_id=who["analyst"], kind="landed")

    assert found["Dana Whitfield"].startswith("they know")
    assert "introduction to Northwind Robotics" in found["Rhea Sand"]


def test_the_closest_are_rung_where_a_number_is_known(book, who):
    channels = {each.name: each.channel for each in news.concerned(book)}

    assert channels["Dana Whitfield"] == channels["Rhea Sand"] == "call"
    assert channels["Cleo Park"] == channels["Inga Holm"] == "email"


def test_nobody_hears_on_a_weekend_and_five_a_day(book, who):
    for number in range(8):
        people.add_contact(book, somebody(f"Peer {number}", "peer"))

    with one_step(book):
        told = news.tell_everybody(book, "I passed the exam", leave_out=[who["mo"]])

    days = [line.on for line in told.lines]
    assert days == [MONDAY] * 5 + [date(2026, 11, 24)] * 5 + [date(2026, 11, 25)] * 2
    assert "Mo Twain" not in {line.concerned.name for line in told.lines}
    (row,) = book.store.rows('SELECT kind, text, "on" FROM news')
    assert row == ("news", "I passed the exam", TODAY.isoformat())


def test_each_has_it_in_the_queue_and_telling_them_closes_it(book, who):
    news.tell_everybody(book, "I passed the exam")

    (item,) = [item for item in follow_ups.open_items(book, who["cleo"]) if item.kind == "news"]
    assert (item.on, item.channel) == (MONDAY, "email")
    assert "read and listened" in item.purpose
    follow_ups.finish_follow_up(book, item.id)
    assert follow_ups.open_items(book, who["cleo"]) == []
    assert check.check(book) == []


def test_news_need_words_and_somebody_to_hear_them(book):
    with pytest.raises(Refused, match="words"):
        news.tell_everybody(book, " \n")
    with pytest.raises(Declined, match="nobody"):
        news.tell_everybody(book, "I passed")
    with pytest.raises(Refused, match="Which opportunity"):
        news.tell_everybody(book, "Landed", kind="landed")
    with pytest.raises(NotFound):
        news.tell_everybody(book, "Landed", kind="landed", opportunity_id=9)
    assert history.history(book) == []


# Landed


def test_landing_ends_all_plans_and_slows_down_who_helped(book, who):
    for name, cadence in (("cleo", "1 week"), ("mo", "none"), ("rhea", "1 year")):
        people.set_cadence(book, who[name], cadence)
    sam = people.add_contact(book, somebody("Sam Lee", "hiring manager", "Kestrel"))
    other = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Kestrel", people=((sam, ""),)))
    rejections.record_no(book, rejections.RecordNo(other, date(2026, 11, 20), "manager", "email"))
    assert len(plans.plans_of(book, opportunity_id=other)) == 1
    opportunities.set_stage(book, who["analyst"], "offer")

    with one_step(book):
        told = opportunities.set_stage(book, who["analyst"], "accepted").told

    assert told is not None
    assert told.text == "Landed: Data Analyst at Northwind Robotics"
    assert {line.concerned.name for line in told.lines} == {
        "Dana Whitfield", "Sam Lee", "Rhea Sand", "Cleo Park", "Inga Holm", "Mo Twain",
    }  # fmt: skip
    assert told.ended == 1
    assert book.store.value("SELECT count(*) FROM plan WHERE status = 'running'") == 0
    cadences = {name: people.get_contact(book, who[name]).cadence for name in ("dana", "cleo", "mo", "rhea", "shop")}
    assert cadences == {"dana": "6 months", "cleo": "6 months", "mo": "none", "rhea": "1 year", "shop": None}
    assert reading.contact_card(book, sam).next.shown == MONDAY


def test_news_of_landing_accept_the_offer_and_are_told_once(book, who):
    told = news.tell_everybody(book, "I start in January", kind="landed", opportunity_id=who["analyst"])

    found = opportunities.load_opportunity(book, who["analyst"])
    assert (found.stage, found.since, told.text) == ("accepted", TODAY, "I start in January")
    with pytest.raises(Declined, match="already"):
        news.tell_everybody(book, "Again", kind="landed", opportunity_id=who["analyst"])


def test_landing_with_nobody_known_is_still_a_step(book):
    number = opportunities.add_opportunity(book, NewOpportunity("Analyst", "Kestrel"))
    people.add_contact(book, Contact("Shop Keeper"))

    with one_step(book):
        told = opportunities.set_stage(book, number, "accepted").told

    assert told is not None
    assert told.lines == ()
