"""Pages of the queue and of the contacts are what sorting the whole book by hand would give."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from crm.book import follow_ups, opportunities, people, queue, reading, rejections, touches
from crm.book.clock import FixedClock
from crm.book.errors import Ambiguous, NotFound
from crm.book.session import Book, open_book
from crm.book.settings import Settings
from crm.domain.next_touch import next_touch
from crm.domain.people import Contact, Labelled, Position
from crm.domain.queue import group_of
from crm.domain.text import sort_key

TODAY = date(2026, 11, 22)
FIRST = ["Dana", "José", "Łukasz", "山田", "Inés", "Ann", "Anna", "Wil", "Zoë", "O'Neil"]
LAST = ["Whitfield", "Whitby", "Lee", "Gül", "太郎", "Nguyễn", "Ng", "van der Berg"]


#: From top to bottom: what asks for a decision stands above what can wait.
SHOWN_GROUPS = ("answer", "late", "today", "this-week", "decide", "next-week", "later")


@pytest.fixture(scope="module", params=[5, None], ids=["a full week", "no weekly limit"])
def full(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Book]:
    """A book of 120 people with every kind of next touch; only read."""
    folder = tmp_path_factory.mktemp("full")
    settings = Settings(weekly_limit=request.param)
    with open_book(folder / "book.db", clock=FixedClock(TODAY), create=True, backups=folder, settings=settings) as book:
        fill(book)
        yield book


def fill(book: Book) -> None:
    """Adds the people; the same ones every time."""
    chance = random.Random(7)
    for _ in range(120):
        who = people.add_contact(
            book,
            Contact(
                f"{chance.choice(FIRST)} {chance.choice(LAST)}",
                role=chance.choice(["", "friend"]),
                positions=(Position(chance.choice(["Northwind Robotics", "Kestrel", ""])),),
                tags=("berlin",) if chance.random() < 0.3 else (),
            ),
        )
        for _ in range(chance.randint(0, 3)):
            channel = chance.choice(["call", "email", "voicemail"])
            direction = chance.choice(["in", "out"])
            on = TODAY - timedelta(days=chance.randint(0, 90))
            promise = TODAY + timedelta(days=chance.randint(-5, 20)) if chance.random() < 0.3 else None
            touches.log_touch(book, [who], touches.NewTouch(on, channel, direction, promise=promise))
        if chance.random() < 0.3:
            follow_ups.plan_follow_up(book, who, TODAY + timedelta(days=chance.randint(-9, 30)), "x")
        if chance.random() < 0.2:
            follow_ups.snooze(book, who, TODAY + timedelta(days=chance.randint(1, 30)))
        if chance.random() < 0.2:
            for days in (40, 30, 20):
                touches.log_touch(book, [who], touches.NewTouch(TODAY - timedelta(days=days), "voicemail"))
        if chance.random() < 0.4:
            no(book, who, TODAY - timedelta(days=chance.randint(0, 200)), plan=chance.random() < 0.5)


def no(book: Book, who: int, on: date, *, plan: bool) -> None:
    """They turned one down; some time after it the window is open."""
    chair = opportunities.NewOpportunity(f"Chair {who}", on=on, people=((who, "hiring manager"),))
    number = opportunities.add_opportunity(book, chair)
    rejections.record_no(book, rejections.RecordNo(number, on=on, plan=plan))


def by_hand(book: Book) -> list[tuple[int, str]]:
    """The ids of the queue, each with its group, computed from the facts of everybody."""
    ids = [row[0] for row in book.store.rows("SELECT id FROM contact")]
    names = dict(book.store.rows("SELECT id, name FROM contact"))
    is_full, windows = queue.week_is_full(book), queue.open_windows(book)
    keyed = []
    for contact_id, facts in book.store.facts(ids).items():
        found = next_touch(facts, book.store.rule)
        if found.shown is None:
            continue
        group = group_of(
            found.kind,
            found.shown,
            TODAY,
            snoozed=found.snoozed_until is not None,
            decide_from=found.decide_from,
            limit_reached=is_full,
        )
        is_promise = "promise" in found.kind
        rank = (not is_promise, is_promise or contact_id not in windows)
        order = (found.shown, found.cadence_days or 10**6, sort_key(names[contact_id]), contact_id)
        keyed.append((SHOWN_GROUPS.index(group), *rank, *order))
    return [(key[-1], SHOWN_GROUPS[key[0]]) for key in sorted(keyed)]


def test_the_queue_is_in_the_order_of_the_rule(full: Book) -> None:
    everything = reading.queue_page(full, 0, 1000, everything=True)
    assert [(row.contact_id, row.group) for row in everything] == by_hand(full)
    wanted = {"answer", "late", "this-week", "decide", "later"} | ({"next-week"} if queue.week_is_full(full) else set())
    assert {row.group for row in everything} == wanted | ({"today"} & {row.group for row in everything})
    assert any(row.window_since for row in everything)
    assert any(row.kind == "plan" for row in everything)


def test_a_full_week_holds_cadence_rows_alone(full: Book) -> None:
    held = [row for row in reading.queue_page(full, 0, 1000, everything=True) if row.group == "next-week"]
    assert bool(held) == queue.week_is_full(full)
    assert {row.kind for row in held} <= {"cadence"}
    assert all(row.shown < date(2026, 11, 23) for row in held)


def test_with_too_many_to_hold_back_nothing_is_held_anywhere(full: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_MOST_HELD", 0)
    rows = reading.queue_page(full, 0, 1000, everything=True)
    assert rows and "next-week" not in {row.group for row in rows}
    assert {reading.contact_card(full, row.contact_id).group for row in rows}.isdisjoint({"next-week"})
    assert not any(row.held_back for row in reading.contacts_page(full, "", 0, 1000))


def test_list_card_and_queue_agree_on_who_is_held_back(full: Book) -> None:
    groups = {row.contact_id: row.group for row in reading.queue_page(full, 0, 1000, everything=True)}
    for row in reading.contacts_page(full, "", 0, 1000):
        if row.id not in groups:
            continue
        assert reading.contact_card(full, row.id).group == groups[row.id]
        waits = row.held_back and row.kind == "cadence" and row.next_due < date(2026, 11, 23)
        if waits or groups[row.id] == "next-week":
            assert groups[row.id] == "next-week"


@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_of_the_queue_join_without_a_seam(full: Book, size: int) -> None:
    whole = reading.queue_page(full, 0, 1000, everything=True)
    pages = [reading.queue_page(full, start, size, everything=True) for start in range(0, len(whole), size)]
    assert [row for page in pages for row in page] == whole


def test_the_counts_are_those_of_the_rows(full: Book) -> None:
    rows = reading.queue_page(full, 0, 1000, everything=True)
    counts = reading.queue_counts(full)
    assert counts == {group: sum(row.group == group for row in rows) for group in counts}
    assert sum(counts.values()) == len(rows)


def test_without_everything_the_later_ones_stay_out(full: Book) -> None:
    rows = reading.queue_page(full, 0, 1000)
    assert rows
    assert {row.group for row in rows}.isdisjoint({"later", "next-week"})
    assert rows == reading.queue_page(full, 0, len(rows), everything=True)


def test_the_place_in_the_queue_is_that_of_the_row(full: Book) -> None:
    for place, row in enumerate(reading.queue_page(full, 0, 1000, everything=True)):
        assert reading.queue_index(full, row.contact_id) == place


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("jose", {"José"}),
        ("JOSÉ", {"José"}),
        ("lukasz", {"Łukasz"}),
        ("zoe", {"Zoë"}),
        ("山田", {"山田"}),
        ("ann", {"Ann", "Anna"}),
    ],
)
def test_a_filter_knows_no_accents(full: Book, text: str, names: set[str]) -> None:
    found = reading.contacts_page(full, text, 0, 1000)
    assert {row.name.split()[0] for row in found} == names


@pytest.mark.parametrize("text", ["w", "wh", "whi", "whit", "dana whi", "n ber", "berlin", "north dan", "an", "lee"])
def test_a_filter_gives_everybody_each_of_whose_words_begins_so(full: Book, text: str) -> None:
    found = reading.contacts_page(full, text, 0, 1000)
    wanted = [
        row
        for row in reading.contacts_page(full, "", 0, 1000)
        if all(
            any(
                word.startswith(token)
                for word in full.store.value("SELECT search_text FROM listing WHERE contact_id = ?", (row.id,)).split()
            )
            for token in text.split()
        )
    ]
    assert [row.id for row in found] == [row.id for row in wanted]
    assert found
    assert reading.contacts_count(full, text) == len(found)
    assert [row for at in range(0, len(found), 3) for row in reading.contacts_page(full, text, at, 3)] == found
    for place, row in enumerate(found):
        assert reading.contact_index(full, row.id, text) == place


def test_a_filter_that_begins_no_word_looks_anywhere(full: Book) -> None:
    assert {row.name.split()[1] for row in reading.contacts_page(full, "hitfi", 0, 1000)} == {"Whitfield"}


@pytest.mark.parametrize("text", ["zzz", "%", "_", '"', "'", "\x00", "(", "-"])
def test_a_filter_that_fits_nobody_gives_nobody(book: Book, text: str) -> None:
    people.add_contact(book, Contact("Dana"))
    assert reading.contacts_page(book, text) == []
    assert reading.contacts_count(book, text) == 0
    assert reading.contact_index(book, 1, text) is None


def test_who_is_a_uid_an_email_a_name_or_a_part_of_one(book: Book) -> None:
    dana = people.add_contact(book, Contact("Dana Lee", emails=(Labelled("Dana@X.test"),)))
    people.add_contact(book, Contact("Dana Lee-Gül"))
    uid = people.get_contact(book, dana).uid
    for who in (uid, "dana@x.test", "dana lee"):
        assert reading.the_contact(book, who).id == dana
    assert reading.the_contact(book, "gul").name == "Dana Lee-Gül"
    with pytest.raises(Ambiguous) as caught:
        reading.the_contact(book, "dana")
    assert len(caught.value.candidates) == 2
    with pytest.raises(NotFound):
        reading.the_contact(book, "sam")


def test_a_whole_name_is_found_however_many_names_begin_with_it(book: Book) -> None:
    for number in range(1, 31):
        people.add_contact(book, Contact(f"A{number:02} Lee"))
    lee = people.add_contact(book, Contact("Lee"))
    assert [row.id for row in reading.find_contacts(book, "LEE")] == [lee]
    people.add_contact(book, Contact("Lée"))
    assert [row.name for row in reading.find_contacts(book, "lee")] == ["Lee", "Lée"]


def test_a_timeline_is_newest_first_and_in_the_order_of_entry_within_a_day(book: Book) -> None:
    who = people.add_contact(book, Contact("Dana"))
    other = people.add_contact(book, Contact("Sam"))
    for on, note in ((20, "b"), (22, "c"), (1, "a"), (22, "d")):
        touches.log_touch(book, [who, other], touches.NewTouch(date(2026, 11, on), note=note))
    item = follow_ups.plan_follow_up(book, who, TODAY, "e")
    follow_ups.finish_follow_up(book, item)
    rows = reading.timeline_page(book, who)
    assert [row.note for row in rows] == ["e", "d", "c", "b", "a"]
    assert [row.kind for row in rows] == ["follow-up"] + ["touch"] * 4
    assert rows[1].others == ("Sam",)
    assert reading.timeline_count(book, who) == 5
    pages = [row for at in range(5) for row in reading.timeline_page(book, who, at, 1)]
    assert pages == rows


def test_what_a_full_week_holds_back_says_so(full: Book) -> None:
    held = [row for row in reading.queue_page(full, 0, 1000, everything=True) if row.group == "next-week"]
    said = {row.why.endswith("; this week is full") for row in held}
    assert said <= {True}
    for row in held:
        assert reading.contact_card(full, row.contact_id).why == row.why
