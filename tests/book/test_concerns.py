"""The ledger of challenges and concerns: open until answered, whoever asks for it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from one_step import one_step, somebody

from crm.book import concerns, interviews, opportunities, people, proofs
from crm.book.errors import Declined, NotFound, Refused
from crm.book.interviews import NewDebrief, NewInterview
from crm.book.opportunities import NewOpportunity
from crm.book.proofs import NewProof
from crm.book.session import Book
from crm.domain.interviews import Quote

TODAY = date(2026, 11, 22)


@pytest.fixture
def dana(book: Book) -> int:
    return people.add_contact(book, somebody("Dana Whitfield", "hiring manager"))


@pytest.fixture
def sam(book: Book) -> int:
    return people.add_contact(book, somebody("Sam Lee", "peer"))


@pytest.fixture
def role(book: Book, dana: int) -> int:
    new = NewOpportunity("Analyst", "Northwind Robotics", people=((dana, ""),))
    return opportunities.add_opportunity(book, new)


@pytest.fixture
def worry(book: Book, role: int) -> int:
    return concerns.add_concern(book, "no team led yet", opportunity_id=role)


def letter(book: Book, status: str, sent_on: date | None = None) -> int:
    with book.act("Write a letter"):
        book.store.database.execute_sql(
            "INSERT INTO letter(uid, kind, subject, reader, channel, status, finished_at, rest_until, sent_on, seq, "
            "created, updated) VALUES (?, 'influence', '', '', 'email', ?, '', '', ?, 1, ?, ?)",
            (str(uuid4()), status, sent_on, book.stamp, book.stamp),
        )
        return int(book.store.value("SELECT last_insert_rowid()"))


def is_open(book: Book, number: int) -> bool:
    return concerns.get_concern(book, number).is_open


# Written down


def test_a_concern_is_kept_as_it_was_said_with_where_it_belongs(book, role, dana):
    with one_step(book):
        number = concerns.add_concern(
            book, " no  team\x1b led yet\n", opportunity_id=role, contact_id=dana, on=TODAY - timedelta(days=2)
        )
    one = concerns.get_concern(book, number)
    assert (one.text, one.kind, one.on) == ("no  team led yet", "concern", TODAY - timedelta(days=2))
    assert (one.opportunity, one.employer, one.said_by) == ("Analyst", "Northwind Robotics", "Dana Whitfield")
    assert one.is_open


def test_said_outside_any_opportunity_it_belongs_to_where_they_work(book, dana):
    number = concerns.add_concern(book, "churn", kind="challenge", contact_id=dana)
    assert concerns.get_concern(book, number).employer == "Northwind Robotics"


def test_said_in_an_interview_it_has_its_day_and_opportunity(book, role):
    interview = interviews.add_interview(book, role, NewInterview(date(2026, 11, 5)))
    one = concerns.get_concern(book, concerns.add_concern(book, "x", interview_id=interview))
    assert (one.on, one.opportunity_id) == (date(2026, 11, 5), role)


@pytest.mark.parametrize(
    "wrong",
    [{"text": " \n"}, {"kind": "praise"}, {"on": TODAY + timedelta(days=1)}, {"opportunity_id": None}],
)
def test_what_makes_no_sense_is_refused(book, role, wrong):
    with pytest.raises(Refused):
        concerns.add_concern(book, **{"text": "x", "opportunity_id": role, **wrong})
    assert concerns.ledger(book) == []


@pytest.mark.parametrize("unknown", [{"opportunity_id": 99}, {"contact_id": 99}, {"interview_id": 99}])
def test_what_is_not_in_the_book_is_not_found(book, unknown):
    with pytest.raises(NotFound):
        concerns.add_concern(book, "x", **unknown)


def test_a_concern_is_edited_and_deleted_with_its_answers(book, worry, dana):
    with one_step(book):
        concerns.edit_concern(book, worry, text="no large team", kind="challenge", contact_id=dana)
    one = concerns.get_concern(book, worry)
    assert (one.text, one.kind, one.said_by) == ("no large team", "challenge", "Dana Whitfield")
    concerns.edit_concern(book, worry, contact_id=None)
    assert concerns.get_concern(book, worry).said_by == ""
    concerns.record_answer(book, worry, "talk")
    with one_step(book):
        concerns.delete_concern(book, worry)
    assert book.store.value("SELECT count(*) FROM answer") == 0


@pytest.mark.parametrize("wrong", [{"text": ""}, {"kind": "x"}, {"on": date(2027, 1, 1)}, {"colour": "red"}])
def test_an_edit_that_makes_no_sense_is_refused(book, worry, wrong):
    with pytest.raises(Refused):
        concerns.edit_concern(book, worry, **wrong)


# Open until answered


@pytest.mark.parametrize("how", ["talk", "work", "letter"])
def test_an_answer_closes_it_and_taking_it_back_opens_it_again(book, worry, how):
    with one_step(book):
        answer = concerns.record_answer(book, worry, how, note="told her")
    assert not is_open(book, worry)
    with one_step(book):
        concerns.remove_answer(book, answer)
    assert is_open(book, worry)


def test_a_letter_answers_on_the_day_it_is_sent_and_not_before(book, worry):
    draft = letter(book, "finished")
    concerns.record_answer(book, worry, "letter", letter_id=draft)
    assert is_open(book, worry)
    with book.act("Send"):
        book.store.database.execute_sql("UPDATE letter SET status = 'sent', sent_on = '2026-11-20' WHERE id = 1")
    one = concerns.get_concern(book, worry)
    assert not one.is_open
    assert one.answered.on == date(2026, 11, 20)


def test_a_second_concern_stays_visible_when_the_first_is_answered(book, role, worry):
    second = concerns.add_concern(book, "why you rather than the other?", opportunity_id=role)
    concerns.record_answer(book, worry, "letter", letter_id=letter(book, "sent", TODAY))
    assert [one.id for one in concerns.ledger(book, open_only=True)] == [second]
    assert concerns.count_open(book, opportunity_id=role) == 1


def test_closed_by_the_person_and_opened_again(book, worry):
    with one_step(book):
        concerns.close_concern(book, worry)
    assert not is_open(book, worry)
    with pytest.raises(Declined, match="closed"):
        concerns.close_concern(book, worry)
    with one_step(book):
        concerns.reopen_concern(book, worry)
    assert is_open(book, worry)
    with pytest.raises(Declined):
        concerns.reopen_concern(book, worry)


def test_a_proof_point_alone_makes_it_ready_not_answered(book, worry):
    proof = proofs.add_proof(book, NewProof("Led six"))
    with one_step(book):
        assert concerns.link_proofs(book, worry, [proof, proof]) == 1
    one = concerns.get_concern(book, worry)
    assert [ref.title for ref in one.proofs] == ["Led six"]
    assert one.is_open
    assert concerns.link_proofs(book, worry, [proof]) == 0
    with one_step(book):
        concerns.unlink_proof(book, worry, proof)
    with pytest.raises(Declined):
        concerns.unlink_proof(book, worry, proof)


def test_an_answer_links_the_stories_it_used_in_the_same_step(book, worry):
    proof = proofs.add_proof(book, NewProof("Led six"))
    with one_step(book):
        concerns.record_answer(book, worry, "work", proof_ids=[proof])
    assert [ref.id for ref in concerns.get_concern(book, worry).proofs] == [proof]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"how": "song"}, Refused),
        ({"how": "talk", "on": TODAY + timedelta(days=1)}, Refused),
        ({"how": "letter", "letter_id": 99}, NotFound),
        ({"how": "talk", "touch_id": 99}, NotFound),
        ({"how": "talk", "proof_ids": [99]}, NotFound),
    ],
)
def test_an_answer_that_makes_no_sense_leaves_it_open(book, worry, wrong, error):
    with pytest.raises(error):
        concerns.record_answer(book, worry, **wrong)
    assert is_open(book, worry)
    assert concerns.get_concern(book, worry).proofs == ()


# Whose


def test_of_a_person_what_they_said_and_what_was_said_where_they_were(book, role, dana, sam):
    hers = concerns.add_concern(book, "hers", opportunity_id=role, contact_id=dana)
    nobodys = concerns.add_concern(book, "in the opportunity", opportunity_id=role)
    interview = interviews.add_interview(
        book,
        role,
        NewInterview(date(2026, 11, 5), contact_ids=[dana, sam], debrief=NewDebrief(concerns=(Quote("in the room"),))),
    )
    elsewhere = opportunities.add_opportunity(book, NewOpportunity("Other", "Kestrel Health"))
    concerns.add_concern(book, "elsewhere", opportunity_id=elsewhere)
    room = interviews.get_interview(book, interview).debrief.concerns[0].id

    assert {one.id for one in concerns.ledger(book, contact_id=dana)} == {hers, nobodys, room}
    assert {one.id for one in concerns.ledger(book, contact_id=sam)} == {nobodys, room}
    assert concerns.count_open(book, contact_id=sam) == 2


def test_of_an_opportunity_an_employer_an_interview_and_a_kind(book, role, worry, dana):
    other = opportunities.add_opportunity(book, NewOpportunity("Engineer", "Northwind Robotics"))
    there = concerns.add_concern(book, "churn", kind="challenge", opportunity_id=other)
    outside = concerns.add_concern(book, "growth", kind="challenge", contact_id=dana)
    elsewhere = opportunities.add_opportunity(book, NewOpportunity("Other", "Kestrel Health"))
    concerns.add_concern(book, "elsewhere", opportunity_id=elsewhere)
    northwind = book.store.value("SELECT id FROM employer WHERE name = 'Northwind Robotics'")

    assert [one.id for one in concerns.ledger(book, opportunity_id=role)] == [worry]
    assert {one.id for one in concerns.ledger(book, employer_id=northwind)} == {worry, there, outside}
    assert {one.id for one in concerns.ledger(book, employer_id=northwind, kind="challenge")} == {there, outside}
    assert len(concerns.ledger(book)) == 4


def test_the_ledger_is_newest_first(book, role):
    for text, days in (("old", 9), ("new", 0), ("middle", 4)):
        concerns.add_concern(book, text, opportunity_id=role, on=TODAY - timedelta(days=days))
    assert [one.text for one in concerns.ledger(book)] == ["new", "middle", "old"]
