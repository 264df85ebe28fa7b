"""Opportunities: added, moved from stage to stage, found again, and never overwritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from one_step import one_step, somebody

from crm.book import news, opportunities, people, rejections
from crm.book.errors import Ambiguous, Declined, NotFound, Refused
from crm.book.opportunities import NewOpportunity
from crm.book.ring_card import ring_card
from crm.book.session import Book
from crm.domain.opportunities import ALL_STAGES
from crm.domain.people import Contact

TODAY = date(2026, 11, 22)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def inga(book: Book) -> int:
    return people.add_contact(book, somebody("Inga Holm", "HR"))


@pytest.fixture
def analyst(book: Book, dana: int, inga: int) -> int:
    return opportunities.add_opportunity(
        book,
        NewOpportunity(
            "Data Analyst", "Northwind Robotics", people=((dana, ""), (inga, "")), stage="applied", on=date(2026, 10, 1)
        ),
    )


def stages(book: Book, number: int) -> list[tuple[str, date]]:
    return [(event.stage, event.on) for event in opportunities.load_opportunity(book, number).history]


# Adding and changing


def test_an_opportunity_keeps_everything_it_was_given(book, dana):
    new = NewOpportunity(
        title="  Data\tAnalyst ",
        employer="Northwind Robotics",
        link="https://northwind.test/jobs/1",
        posting="Line one\r\nline two\x1b[31m",
        salary="60–65 k",
        source="a friend",
        decision_on=date(2026, 12, 1),
        notes="two rounds",
        stage="applied",
        on=date(2026, 10, 1),
        people=((dana, ""),),
    )
    with one_step(book):
        number = opportunities.add_opportunity(book, new)

    found = opportunities.load_opportunity(book, number)
    assert (found.title, found.employer, found.stage, found.since) == (
        "Data Analyst", "Northwind Robotics", "applied", date(2026, 10, 1),
    )  # fmt: skip
    assert found.posting == "Line one\nline two[31m"
    assert (found.link, found.salary, found.source) == ("https://northwind.test/jobs/1", "60–65 k", "a friend")
    assert (found.decision_on, found.notes) == (date(2026, 12, 1), "two rounds")
    assert [(person.name, person.part) for person in found.people] == [("Dana Whitfield", "hiring manager")]


def test_the_employer_of_a_contact_is_the_employer_of_the_opportunity(book, dana):
    number = opportunities.add_opportunity(book, NewOpportunity("Analyst", "northwind ROBOTICS"))

    assert opportunities.load_opportunity(book, number).employer == "Northwind Robotics"


def test_a_part_is_that_of_the_role_unless_it_is_said(book, dana, inga):
    number = opportunities.add_opportunity(
        book, NewOpportunity("Analyst", "Northwind", people=((dana, "referrer"), (inga, "")))
    )

    assert [person.part for person in opportunities.load_opportunity(book, number).people] == ["referrer", "hr"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"kind": "gig"},
        {"stage": "hopeful"},
        {"on": TODAY + timedelta(days=1)},
    ],
)
def test_what_does_not_hold_is_refused_and_nothing_is_written(book, wrong):
    with pytest.raises(Refused):
        opportunities.add_opportunity(book, NewOpportunity(**{"title": "Analyst", "employer": "Northwind", **wrong}))

    assert opportunities.opportunities_page(book) == []
    assert book.store.value("SELECT count(*) FROM employer") == 0


def test_somebody_who_is_not_in_the_book_leaves_nothing_behind(book):
    with pytest.raises(NotFound):
        opportunities.add_opportunity(book, NewOpportunity("Analyst", "Northwind", people=((99, ""),)))

    assert opportunities.opportunities_count(book) == 0


def test_editing_changes_only_what_is_said(book, analyst):
    with one_step(book):
        opportunities.edit_opportunity(book, analyst, salary="70 k", decision_on=date(2026, 12, 4))
    opportunities.edit_opportunity(book, analyst, salary="70 k")

    found = opportunities.load_opportunity(book, analyst)
    assert (found.title, found.salary, found.decision_on) == ("Data Analyst", "70 k", date(2026, 12, 4))
    with pytest.raises(Refused, match="stage"):
        opportunities.edit_opportunity(book, analyst, stage="offer")
    with pytest.raises(Refused, match="second chance of itself"):
        opportunities.edit_opportunity(book, analyst, second_of=analyst)


def test_an_employer_stays_while_an_opportunity_needs_it_and_goes_with_the_last(book):
    number = opportunities.add_opportunity(book, NewOpportunity("Analyst", "Kestrel"))
    sam = people.add_contact(book, somebody("Sam", employer="Kestrel"))
    people.delete_contact(book, sam)
    assert opportunities.load_opportunity(book, number).employer == "Kestrel"

    opportunities.edit_opportunity(book, number, employer="Harbor")

    assert [row[0] for row in book.store.rows("SELECT name FROM employer")] == ["Harbor"]


def test_deleting_takes_the_history_and_leaves_people_and_touches(book, analyst, dana):
    rejections.record_no(book, rejections.RecordNo(analyst, date(2026, 11, 20), dana, "call"))

    with one_step(book):
        assert opportunities.delete_opportunity(book, analyst) == "Data Analyst"

    with pytest.raises(NotFound):
        opportunities.load_opportunity(book, analyst)
    assert book.store.value("SELECT count(*) FROM stage_event") == 0
    assert book.store.value("SELECT count(*) FROM touch") == 1
    assert book.store.value("SELECT count(*) FROM plan WHERE status = 'running'") == 0
    assert people.get_contact(book, dana).name == "Dana Whitfield"


# Stages


def test_stages_are_events_that_are_never_overwritten(book, analyst):
    with one_step(book):
        opportunities.set_stage(book, analyst, "screening", date(2026, 10, 20), "phone call\nwith HR")
    opportunities.set_stage(book, analyst, "interviewing")

    assert stages(book, analyst) == [
        ("applied", date(2026, 10, 1)), ("screening", date(2026, 10, 20)), ("interviewing", TODAY),
    ]  # fmt: skip
    assert opportunities.load_opportunity(book, analyst).history[1].note == "phone call\nwith HR"


def test_an_earlier_stage_entered_late_fills_the_history(book, analyst):
    opportunities.set_stage(book, analyst, "interviewing", date(2026, 11, 10))
    opportunities.set_stage(book, analyst, "screening", date(2026, 10, 20))

    assert [stage for stage, _ in stages(book, analyst)] == ["applied", "screening", "interviewing"]
    assert opportunities.load_opportunity(book, analyst).stage == "interviewing"


def test_a_later_stage_of_an_earlier_day_moves_what_was_entered_late(book):
    number = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Kestrel"))

    with one_step(book):
        opportunities.set_stage(book, number, "interviewing", date(2026, 11, 10))

    assert stages(book, number) == [("lead", date(2026, 11, 10)), ("interviewing", date(2026, 11, 10))]
    opportunities.set_stage(book, number, "withdrawn")
    opportunities.set_stage(book, number, "final", date(2026, 11, 12))
    assert opportunities.load_opportunity(book, number).stage == "withdrawn"


def test_the_same_stage_again_is_declined_and_the_future_refused(book, analyst):
    with pytest.raises(Declined, match="Thu 1 Oct"):
        opportunities.set_stage(book, analyst, "applied")
    with pytest.raises(Declined):
        opportunities.set_stage(book, analyst, "applied", date(2026, 9, 1))
    with pytest.raises(Refused, match="ahead"):
        opportunities.set_stage(book, analyst, "offer", TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="lead, applied"):
        opportunities.set_stage(book, analyst, "hired")
    assert len(stages(book, analyst)) == 1


def test_a_wrong_entry_is_taken_out_but_never_the_last(book, analyst):
    opportunities.set_stage(book, analyst, "offer")
    entry = opportunities.load_opportunity(book, analyst).history[-1]

    with one_step(book):
        assert opportunities.remove_stage_event(book, analyst, entry.seq) == entry

    assert stages(book, analyst) == [("applied", date(2026, 10, 1))]
    (left,) = opportunities.load_opportunity(book, analyst).history
    with pytest.raises(Declined):
        opportunities.remove_stage_event(book, analyst, left.seq)
    with pytest.raises(NotFound):
        opportunities.remove_stage_event(book, analyst, entry.seq)


def test_a_no_taken_out_takes_its_message_and_ends_its_plan(book, analyst):
    done = rejections.record_no(book, rejections.RecordNo(analyst, date(2026, 11, 20), "hr", "email"))
    assert done.plan_id is not None

    with one_step(book):
        opportunities.remove_stage_event(book, analyst, opportunities.load_opportunity(book, analyst).history[-1].seq)

    found = opportunities.load_opportunity(book, analyst)
    assert (found.stage, found.rejections) == ("applied", ())
    assert book.store.value("SELECT count(*) FROM touch") == 0
    assert book.store.value("SELECT status FROM plan WHERE id = ?", (done.plan_id,)) == "ended"


def test_a_no_entered_as_a_stage_waits_like_any_other(book, analyst):
    opportunities.set_stage(book, analyst, "rejected", date(2026, 11, 20))

    found = opportunities.load_opportunity(book, analyst)
    assert found.rejection is not None
    assert found.rejection.on == date(2026, 11, 20)
    (row,) = opportunities.opportunities_page(book, waiting=True)
    assert row.window is not None


@pytest.mark.parametrize("stage", ["interviewing", "withdrawn", "accepted"])
def test_plans_after_the_no_end_when_it_goes_on_or_is_dropped(book, analyst, stage):
    done = rejections.record_no(book, rejections.RecordNo(analyst, date(2026, 11, 20), "hr", "email"))

    with one_step(book):
        opportunities.set_stage(book, analyst, stage, tell=False)

    assert book.store.value("SELECT status FROM plan WHERE id = ?", (done.plan_id,)) == "ended"


def test_accepting_tells_everybody_in_the_same_act_unless_left(book, analyst):
    with one_step(book):
        told = opportunities.set_stage(book, analyst, "accepted").told

    assert told is not None
    assert [line.concerned.name for line in told.lines] == ["Dana Whitfield", "Inga Holm"]
    other = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Kestrel"))
    assert opportunities.set_stage(book, other, "accepted", tell=False).told is None
    assert book.store.value("SELECT count(*) FROM news") == 1
    assert news.concerned(book)


# People and what was sent


def test_people_join_change_their_part_and_leave(book, analyst, dana):
    sam = people.add_contact(book, Contact("Sam Lee", role="Recruiter"))
    with one_step(book):
        assert opportunities.add_person(book, analyst, sam) == "recruiter"
    with one_step(book):
        opportunities.set_part(book, analyst, sam, "Referrer")
    assert [person.part for person in opportunities.load_opportunity(book, analyst).people][-1] == "referrer"
    with pytest.raises(Declined):
        opportunities.add_person(book, analyst, sam)

    with one_step(book):
        opportunities.remove_person(book, analyst, sam)

    assert sam not in {person.contact_id for person in opportunities.load_opportunity(book, analyst).people}
    with pytest.raises(NotFound):
        opportunities.remove_person(book, analyst, sam)


def test_what_was_sent_is_noted_once_and_can_be_taken_out(book, analyst):
    with one_step(book):
        opportunities.add_sent(book, analyst, "résumé", "analyst-v3.pdf", date(2026, 9, 30))
    opportunities.add_sent(book, analyst, "cover letter", "northwind.odt")
    with pytest.raises(Declined):
        opportunities.add_sent(book, analyst, "résumé", "analyst-v3.pdf", date(2026, 9, 30))
    for wrong in (("poem", "x", None), ("résumé", " ", None), ("résumé", "x", TODAY + timedelta(days=1))):
        with pytest.raises(Refused):
            opportunities.add_sent(book, analyst, *wrong)

    with one_step(book):
        opportunities.remove_sent(book, analyst, "cover letter", "northwind.odt")

    (item,) = opportunities.load_opportunity(book, analyst).sent
    assert (item.kind, item.name, item.on) == ("résumé", "analyst-v3.pdf", date(2026, 9, 30))
    with pytest.raises(NotFound):
        opportunities.remove_sent(book, analyst, "portfolio", "x")


# Finding and listing


def test_an_opportunity_is_found_by_id_title_employer_and_parts_of_them(book, analyst):
    uid = opportunities.load_opportunity(book, analyst).uid
    for text in (str(analyst), uid, "data analyst", "DATA", "northwind", "analyst northwind"):
        assert opportunities.the_opportunity(book, text).id == analyst
    for text in ("", "nurse", "99"):
        with pytest.raises(NotFound):
            opportunities.the_opportunity(book, text)


def test_several_that_fit_are_named_and_a_whole_title_decides(book, analyst):
    lead = opportunities.add_opportunity(book, NewOpportunity("Data Analyst Lead", "Kestrel"))

    with pytest.raises(Ambiguous) as caught:
        opportunities.the_opportunity(book, "analyst")

    assert [line.split()[0] for line in caught.value.candidates] == [str(analyst), str(lead)]
    assert opportunities.the_opportunity(book, "Data Analyst").id == analyst


def test_the_pipeline_has_every_stage_in_order(book, analyst):
    early = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Kestrel", stage="applied"))

    found = opportunities.pipeline(book)

    assert tuple(column.stage for column in found) == ALL_STAGES
    assert [row.id for row in found[1].rows] == [early, analyst]
    row = found[1].rows[1]
    assert (row.people, row.since, row.waiting, row.window, row.second_chance) == (
        2, date(2026, 10, 1), False, None, False,
    )  # fmt: skip
    assert row.next_due is not None


def test_lists_filter_by_stage_and_by_waiting(book, analyst):
    engineer = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Kestrel"))
    opportunities.set_stage(book, analyst, "no answer")

    assert [row.id for row in opportunities.opportunities_page(book, stage="lead")] == [engineer]
    assert [row.id for row in opportunities.opportunities_page(book, waiting=True)] == [analyst]
    assert opportunities.opportunities_count(book, waiting=True) == 1
    assert [row.id for row in opportunities.opportunities_page(book, offset=1, limit=5)] == [analyst]
    with pytest.raises(Refused):
        opportunities.opportunities_page(book, stage="nowhere")


def test_one_whose_second_chance_is_under_way_waits_no_more(book, analyst):
    opportunities.set_stage(book, analyst, "rejected", date(2026, 11, 1))
    second, _ = rejections.reopen(book, analyst, title="Analytics Lead")

    assert opportunities.opportunities_page(book, waiting=True) == []
    opportunities.set_stage(book, second, "withdrawn")
    assert [row.id for row in opportunities.opportunities_page(book, waiting=True)] == [analyst]


def test_those_of_a_contact_come_before_the_others_at_their_employer(book, analyst, dana):
    other = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Northwind Robotics", stage="final"))
    opportunities.add_opportunity(book, NewOpportunity("Nurse", "Kestrel"))

    found = opportunities.opportunities_of(book, dana)

    assert [(row.id, row.part) for row in found] == [(analyst, "hiring manager"), (other, None)]


# The card


def test_the_card_for_the_ringing_is_there_from_interviewing_to_the_offer(book, analyst):
    cards = {}
    for stage in ALL_STAGES:
        if stage != "applied":
            opportunities.set_stage(book, analyst, stage, tell=False)
        cards[stage] = ring_card(opportunities.load_opportunity(book, analyst))

    assert {stage for stage, card in cards.items() if card} == {"interviewing", "final", "offer"}
    card = cards["final"]
    assert "Thank Dana Whitfield" in card
    assert "Northwind Robotics" in card
    assert "next Data Analyst" in card
    assert "stay in touch" in card
