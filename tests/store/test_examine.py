"""`callback check` finds what was tampered with, names it by number, tells no value, and never stumbles."""

from __future__ import annotations

from datetime import date

import pytest

from crm.book import follow_ups, people, touches
from crm.book.check import check
from crm.book.importing import parse, run_import
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position


@pytest.fixture
def told(book: Book) -> Book:
    """A book with a row in most tables."""
    who = people.add_contact(
        book,
        Contact(
            "Dana Secret",
            role="friend",
            emails=(Labelled("dana@secret.test"),),
            positions=(Position(employer="Secret GmbH"),),
        ),
    )
    touches.log_touch(book, [who], touches.NewTouch(date(2026, 11, 20), promise=date(2026, 12, 1)))
    follow_ups.snooze(book, who, date(2026, 11, 30))
    assert run_import(book, [parse(SEARCH, "search.yaml")]).problems == ()
    return book


SEARCH = b"""\
employers: [{name: Secret GmbH, rank: 1}, {name: Secret AG, rank: 2}]
opportunities:
  - title: Secret Keeper
    employer: Secret GmbH
    stages: {applied: 2026-10-01, rejected: 2026-11-02}
    rejection: {told by: hr, reason: secret}
    people: [{contact: Dana Secret, part: hr}]
    sent: {resume: secret.pdf}
  - {title: Other Secret, employer: Secret AG, stage: applied, since: 2026-11-01}
interviews:
  - {opportunity: Secret Keeper, on: 2026-10-20, zone: Europe/Berlin, with: [Dana Secret], concerns: [secret]}
proof points: [{title: Secret kept}]
letters: [{kind: thanks, to: Dana Secret, text: secret}]
plans:
  - playbook: after the no
    opportunity: Secret Keeper
    rejection: 1
    start: 2026-11-02
    steps: [{contact: Dana Secret, on: 2026-12-01, name: call, channel: call, prompts: {opening: secret}}]
news: [{on: 2026-11-20, text: secret}]
"""


TAMPERED = [
    ("UPDATE contact SET added = 'garbage'", "contact 1: `added` is not a date"),
    ("UPDATE contact SET added = 'garbage'", "contact 1: what is due cannot be computed from its facts"),
    ("UPDATE contact SET added = x'ff00'", "contact 1: `added` is not a date"),
    ("UPDATE contact SET cadence = 'often'", "contact 1: `cadence` is not a cadence"),
    ("UPDATE contact SET created = 'x'", "contact 1: `created` is not a moment"),
    ("UPDATE contact SET extra = '{'", "contact 1: `extra` is not a JSON object"),
    ("UPDATE contact SET extra = '[]'", "contact 1: `extra` is not a JSON object"),
    ("UPDATE contact SET notes = x'ff'", "contact 1: `notes` is not text"),
    ("UPDATE contact SET notes = CAST(x'ff' AS TEXT)", "contact: cannot be looked at, as the file is damaged there"),
    ("UPDATE employer SET extra = 'null'", "employer 1: `extra` is not a JSON object"),
    ("UPDATE employer SET name_key = 'zzz'", "employer 1: would not be found by its name"),
    ("UPDATE contact_point SET value_key = 'zzz'", "contact 1, contact_point 1: would not be found by its value"),
    ("UPDATE touch SET \"on\" = '2026-10-01'", "contact 1: touch 1 has another day in their timeline than in itself"),
    (
        "UPDATE touch_contact SET seq = 0",
        "contact 1: touch 1 has another place in the order of entry in their timeline than in itself",
    ),
    ("UPDATE touch SET channel = 'smoke'", "touch 1: `channel` is not one of those that Callback knows"),
    ("UPDATE touch SET seq = 'one'", "touch 1: `seq` is not a number"),
    ("UPDATE follow_up SET at = 'noon'", "contact 1, follow_up 1: `at` is not a time of day"),
    ("UPDATE opportunity SET kind = 'dream'", "opportunity 1: `kind` is not one of those that Callback knows"),
    ("UPDATE opportunity SET extra = '[]'", "opportunity 1: `extra` is not a JSON object"),
    ("UPDATE opportunity SET decision_on = 'soon'", "opportunity 1: `decision_on` is not a date"),
    ("UPDATE stage_event SET stage = 'hope'", "stage_event 1: `stage` is not one of those that Callback knows"),
    ("UPDATE rejection SET how = 'smoke'", "rejection 1: `how` is not one of those that Callback knows"),
    ("UPDATE rejection SET opportunity_id = 2", "rejection 1: belongs to another opportunity than its stage"),
    ("UPDATE rejection SET event_id = 1", "rejection 1: its stage is another than rejected"),
    (
        "INSERT INTO rejection(opportunity_id, event_id, told_by, how, reason, rank, chosen) "
        "SELECT opportunity_id, event_id, '', '', '', '', '' FROM rejection",
        "rejection 2: its stage has a rejection already",
    ),
    ("UPDATE opportunity_contact SET part = x'ff'", "contact 1, opportunity_contact 1: `part` is not text"),
    ("UPDATE sent_item SET kind = 'cake'", "sent_item 1: `kind` is not one of those that Callback knows"),
    ("UPDATE plan SET placing = 'thrown'", "plan 1: `placing` is not one of those that Callback knows"),
    ("UPDATE plan SET status = 'x'", "plan 1: `status` is not one of those that Callback knows"),
    ("UPDATE plan_step SET phase = 'late'", "contact 1, plan_step 1: `phase` is not one of those that Callback knows"),
    ("UPDATE plan_step SET prompts = '{\"a\": 1}'", "contact 1, plan_step 1: `prompts` is not a JSON object of texts"),
    ("UPDATE plan_step SET follows = place", "contact 1, plan_step 1: follows a step that cannot be in its plan"),
    ("UPDATE interview SET zone = 'Secret/Nowhere'", "interview 1: `zone` is not the name of a time zone"),
    ("UPDATE interview SET zone = '../secret'", "interview 1: `zone` is not the name of a time zone"),
    ("UPDATE interview SET at = 'noon'", "interview 1: `at` is not a time of day"),
    ("UPDATE interview SET status = 'x'", "interview 1: `status` is not one of those that Callback knows"),
    ("UPDATE concern SET kind = 'x'", "concern 1: `kind` is not one of those that Callback knows"),
    ("UPDATE proof_point SET tags = x'ff'", "proof_point 1: `tags` is not text"),
    ("UPDATE letter SET kind = 'x'", "contact 1, letter 1: `kind` is not one of those that Callback knows"),
    ("UPDATE letter SET status = 'sent'", "letter 1: is sent, but not on any day"),
    ("UPDATE letter SET rest_until = 'x'", "contact 1, letter 1: `rest_until` is not a moment"),
    ("UPDATE letter_version SET at = 'x'", "letter_version 1: `at` is not a moment"),
    ("UPDATE news SET kind = 'x'", "news 1: `kind` is not one of those that Callback knows"),
    (
        "UPDATE follow_up SET news_id = 1",
        "contact 1, follow_up 1: is news without a text, or a text without being news",
    ),
    ("UPDATE contact SET zone = 'zzz'", "contact 1: `zone` is not the name of a time zone"),
    ("UPDATE employer SET rank = 0", "employer 1: the target list begins with place 1"),
    ("UPDATE employer SET rank = 1", "employer 2: has the same place on the target list as employer 1"),
    ("UPDATE news SET seq = 9999", "the order of entry: the counter is behind the newest news"),
    ("DELETE FROM stage_event", "rejection 1 refers to a stage_event that is not there"),
    ("DELETE FROM meta WHERE key = 'seq'", "the order of entry: the counter is missing or is not a number"),
    ("UPDATE meta SET value = 'x' WHERE key = 'seq'", "the order of entry: the counter is missing or is not a number"),
    ("UPDATE meta SET value = '1' WHERE key = 'seq'", "the order of entry: the counter is behind the newest snooze"),
    ("DROP TRIGGER contact_update", "the trigger contact_update is missing"),
    ("DROP INDEX listing_queue", "the index listing_queue is missing"),
    ("CREATE TRIGGER spy AFTER INSERT ON contact BEGIN SELECT 1; END", "the trigger spy does not belong into a book"),
    ("ALTER TABLE contact ADD COLUMN more TEXT", "the table contact is not as Callback makes it"),
    ("DROP TABLE pass", "the table pass is missing"),
    ("DROP TABLE listing", "derived rows: cannot be looked at, as the file is damaged there"),
    (
        "INSERT INTO dirty VALUES (1)",
        "contact 1: is marked as changed, but what is derived from it was not computed anew",
    ),
    ("UPDATE undo_state SET act = 1", "the undo log: it does not say that no act is being recorded"),
    ("DELETE FROM undo_state", "the undo log: it does not say that no act is being recorded"),
    ("INSERT INTO undo_state(act) VALUES (NULL)", "the undo log: it does not say that no act is being recorded"),
    ("DELETE FROM undo_act WHERE id = 1", "the undo log: row 1 belongs to no act"),
    ("UPDATE undo_row SET op = 'U', image = '{' WHERE id = 1", "the undo log: row 1 cannot be read"),
    ("UPDATE undo_row SET tbl = 'meta' WHERE id = 1", "the undo log: row 1 cannot be read"),
    ("UPDATE listing SET shown = '2026-12-25'", "contact 1: the list and queue does not match the facts"),
    ("DELETE FROM search_word", "contact 1: the search index does not match the facts"),
    ("DELETE FROM touch", "touch_contact 1 refers to a touch that is not there"),
]


@pytest.mark.parametrize(("tampering", "sentence"), TAMPERED, ids=[tampering for tampering, _ in TAMPERED])
def test_what_was_tampered_with_is_found(told: Book, tampering: str, sentence: str) -> None:
    assert check(told) == []
    told.store.database.execute_sql("PRAGMA foreign_keys = 0")
    told.store.database.execute_sql(tampering)
    found = check(told)
    assert sentence in found
    assert not [line for line in found if "secret" in line.casefold() or "garbage" in line or "zzz" in line]


def test_looking_over_changes_nothing(told: Book) -> None:
    told.store.changed_elsewhere()
    before = told.store.value("SELECT total_changes()")
    check(told)
    assert told.store.value("SELECT total_changes()") == before
    assert told.store.undo() is not None
