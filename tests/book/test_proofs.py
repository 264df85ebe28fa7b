"""The bank of proof points: kept, found, suggested, counted."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from one_step import one_step

from crm.book import concerns, opportunities, proofs
from crm.book.errors import Ambiguous, NotFound, Refused
from crm.book.opportunities import NewOpportunity
from crm.book.proofs import NewProof
from crm.book.session import Book

TODAY = date(2026, 11, 22)


@pytest.fixture
def on_call(book: Book) -> int:
    return proofs.add_proof(
        book, NewProof("On-call halved", "eleven pages a night", "cut the noise", "5 a week", ("reliability",))
    )


@pytest.fixture
def worry(book: Book) -> int:
    role = opportunities.add_opportunity(book, NewOpportunity("Analyst", "Northwind Robotics"))
    return concerns.add_concern(book, "on-call wears them out", kind="challenge", opportunity_id=role)


def test_a_story_is_kept_clean_with_each_tag_once(book):
    with one_step(book):
        number = proofs.add_proof(
            book, NewProof(" Led\na team ", "a\x1b", "b\r\nc", "6 people", ("#Lead", "lead", "", " e mail "))
        )
    one = proofs.get_proof(book, number)
    assert (one.title, one.situation, one.action, one.tags) == ("Led a team", "a", "b\nc", ("Lead", "e mail"))


def test_a_story_without_a_title_is_refused(book, on_call):
    with pytest.raises(Refused, match="title"):
        proofs.add_proof(book, NewProof(" \t"))
    with pytest.raises(Refused, match="title"):
        proofs.edit_proof(book, on_call, title="")
    with pytest.raises(Refused, match="colour"):
        proofs.edit_proof(book, on_call, colour="red")


def test_only_what_is_given_changes(book, on_call):
    with one_step(book):
        proofs.edit_proof(book, on_call, result="3 a week", tags=["ops"])
    one = proofs.get_proof(book, on_call)
    assert (one.title, one.situation, one.result, one.tags) == (
        "On-call halved",
        "eleven pages a night",
        "3 a week",
        ("ops",),
    )
    steps = book.store.value("SELECT count(*) FROM undo_act")
    proofs.edit_proof(book, on_call, result="3 a week")
    assert book.store.value("SELECT count(*) FROM undo_act") == steps


def test_stories_are_found_by_beginnings_of_words_newest_first(book, on_call):
    later = proofs.add_proof(book, NewProof("Reliable billing", tags=("año",)))
    assert [one.id for one in proofs.find_proofs(book)] == [later, on_call]
    assert [one.id for one in proofs.find_proofs(book, "RELI")] == [later, on_call]
    assert [one.id for one in proofs.find_proofs(book, "ano bill")] == [later]
    assert proofs.find_proofs(book, "zzz") == []


def test_one_story_is_meant_by_id_title_or_words(book, on_call):
    later = proofs.add_proof(book, NewProof("On-call"))
    assert proofs.the_proof(book, str(on_call)).id == on_call
    assert proofs.the_proof(book, "on-call").id == later
    assert proofs.the_proof(book, "halv").id == on_call
    with pytest.raises(Ambiguous) as several:
        proofs.the_proof(book, "on")
    assert len(several.value.candidates) == 2
    for unknown in ("zzz", "99", ""):
        with pytest.raises(NotFound):
            proofs.the_proof(book, unknown)


def test_a_challenge_gets_the_story_that_fits_with_the_reason(book, on_call):
    proofs.add_proof(book, NewProof("Led six", result="shipped in 9 weeks"))
    (best,) = proofs.suggestions(book, "too many pages for whoever is on call at night")
    assert best.proof.id == on_call
    assert "pages" in best.why


def test_how_often_it_was_used_counts_letters_that_were_sent(book, on_call, worry):
    concerns.link_proofs(book, worry, [on_call])
    assert (proofs.get_proof(book, on_call).concerns, proofs.get_proof(book, on_call).answers) == (1, 0)
    with book.act("Write"):
        for number, status in ((1, "draft"), (2, "sent")):
            book.store.database.execute_sql(
                "INSERT INTO letter(id, uid, kind, subject, reader, channel, status, finished_at, rest_until, sent_on, "
                "seq, created, updated) "
                "VALUES (?, ?, 'influence', '', '', 'email', ?, '', '', '2026-11-20', 1, '', '')",
                (number, str(uuid4()), status),
            )
    concerns.record_answer(book, worry, "letter", letter_id=1)
    assert proofs.get_proof(book, on_call).letters == 0
    concerns.record_answer(book, worry, "letter", letter_id=2)
    concerns.record_answer(book, worry, "letter")
    concerns.record_answer(book, worry, "talk")
    one = proofs.get_proof(book, on_call)
    assert (one.letters, one.answers) == (2, 3)


def test_deleting_a_story_leaves_the_answer(book, on_call, worry):
    concerns.record_answer(book, worry, "talk", proof_ids=[on_call])
    with one_step(book):
        proofs.delete_proof(book, on_call)
    one = concerns.get_concern(book, worry)
    assert (one.proofs, one.is_open) == ((), False)
    with pytest.raises(NotFound):
        proofs.get_proof(book, on_call)
