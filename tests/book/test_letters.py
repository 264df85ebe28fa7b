"""Letters from the first draft to the day they are sent: versions, the rest, the check, what sending does, undo."""

from __future__ import annotations

import stat
import time as clocks
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

import pytest

from crm.book import check as book_check
from crm.book import concerns, follow_ups, history, people, reading, touches
from crm.book.clock import FixedClock
from crm.book.errors import Ambiguous, Declined, NotFound, Refused
from crm.book.letter_context import context_for
from crm.book.letter_export import export_letter, letter_bytes
from crm.book.letter_material import points_for, usual_opportunity
from crm.book.letter_reading import find_letters, get_letter, get_version, letters_of, letters_page, the_letter
from crm.book.letter_sending import sent
from crm.book.letters import (
    LONGEST_LETTER,
    check,
    check_text,
    delete_letter,
    edit_letter,
    finish_letter,
    name_reader,
    new_letter,
    restore_version,
    save_letter,
    set_early,
)
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position

TODAY = date(2026, 11, 22)
LETTER = """Dear Dana,

thank you for Thursday. You said that dashboards take a day to refresh. At Kestrel I cut a nightly refresh from six
hours to twenty minutes, with two people.

You wondered about my never having led a team. I led four engineers through that very migration.

May I send you a one-page sketch of the first month by Friday?

Kind regards
"""


@dataclass(frozen=True)
class Search:
    """A search with one opportunity: Dana, who interviewed, and what the interview left."""

    book: Book
    dana: int
    role: int
    interview: int
    challenge: int
    concern: int


def row(book: Book, table: str, **values: object) -> int:
    """Writes one row as another part of the program would; inside an act."""
    if table not in {"opportunity_contact", "concern_proof", "interview_contact", "answer"}:
        values.setdefault("uid", str(uuid4()))
    if table not in {"opportunity_contact", "concern_proof", "interview_contact"}:
        values.setdefault("seq", book.store.next_seq())
    if table == "opportunity":
        values.pop("seq")
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    book.store.database.execute_sql(f"INSERT INTO {table}({names}) VALUES ({marks})", tuple(values.values()))
    return int(book.store.value("SELECT last_insert_rowid()"))


_ROLE = {"kind": "role", "link": "", "posting": "", "salary": "", "source": "", "notes": "", "extra": "{}"}
_INTERVIEW = dict.fromkeys(
    ("at", "zone", "kind", "location", "notes", "responsibilities", "first_tasks", "competition", "chemistry",
     "went_well", "put_off", "next_time"), "",
)  # fmt: skip


def add_role(book: Book, title: str, employer: str, *contacts: int) -> int:
    stamp = {"created": book.stamp}
    with book.act("An opportunity"):
        employer_id = book.store.value("SELECT id FROM employer WHERE name = ?", (employer,))
        role = row(book, "opportunity", title=title, employer_id=employer_id, **_ROLE, **stamp)
        for place, contact in enumerate(contacts):
            row(book, "opportunity_contact", opportunity_id=role, contact_id=contact, part="", place=place)
    return role


def add_concern(book: Book, role: int | None, interview: int | None, kind: str, text: str) -> int:
    with book.act("A point"):
        return row(
            book, "concern", kind=kind, text=text, opportunity_id=role, interview_id=interview, on=TODAY,
            created=book.stamp,
        )  # fmt: skip


def add_proof(book: Book, title: str, result: str, *concerns: int, situation: str = "") -> int:
    with book.act("A proof point"):
        proof = row(
            book, "proof_point", title=title, situation=situation, action="", result=result, tags="",
            created=book.stamp, updated=book.stamp,
        )  # fmt: skip
        for concern in concerns:
            row(book, "concern_proof", concern_id=concern, proof_id=proof, place=0)
    return proof


@pytest.fixture
def search(book: Book) -> Search:
    dana = people.add_contact(
        book,
        Contact(
            "Dana Whitfield", given="Dana", family="Whitfield", role="hiring manager",
            positions=(Position("Northwind Robotics"),), emails=(Labelled("dana@northwind.test", "work"),),
        ),
    )  # fmt: skip
    role = add_role(book, "Analytics lead", "Northwind Robotics", dana)
    with book.act("An interview"):
        interview = row(
            book, "interview", opportunity_id=role, on=TODAY - timedelta(days=2), minutes=60, status="held",
            advantage="I have moved a whole floor of robots onto live data.",
            questions="Who owns the data today?", created=book.stamp, updated=book.stamp, **_INTERVIEW,
        )  # fmt: skip
    challenge = add_concern(book, role, interview, "challenge", "dashboards take a day to refresh")
    concern = add_concern(book, role, interview, "concern", "has never led a team")
    add_proof(book, "Nightly refresh", "from six hours to twenty minutes", challenge)
    return Search(book, dana, role, interview, challenge, concern)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer stands in Berlin."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    clocks.tzset()
    yield
    monkeypatch.undo()
    clocks.tzset()


def at(book: Book, hour: int, minute: int = 0, day: date = TODAY) -> Book:
    """The same book at another time."""
    return replace(book, clock=FixedClock(day, time(hour, minute)))


def begin(search: Search, text: str = LETTER, kind: str = "influence") -> int:
    letter_id = new_letter(search.book, kind, contact_id=search.dana, opportunity_id=search.role)
    save_letter(search.book, letter_id, text, subject="Our conversation")
    return letter_id


def everything(book: Book) -> dict[str, list[tuple[object, ...]]]:
    """All facts that letters touch, as rows."""
    tables = ("letter", "letter_version", "answer", "touch", "touch_contact")
    return {table: sorted(book.store.rows(f"SELECT * FROM {table}")) for table in tables}


def undone_and_redone(book: Book, act: Callable[[], object]) -> None:
    """Does `act`, and proves that it is one step that comes back and goes again whole."""
    before = everything(book)
    act()
    after = everything(book)
    assert after != before
    history.undo(book)
    assert everything(book) == before
    history.redo(book)
    assert everything(book) == after
    assert book_check.check(book) == []


# The draft


def test_a_draft_is_laid_out_from_what_the_interview_left(search: Search) -> None:
    letter_id = new_letter(search.book, "influence", contact_id=search.dana, opportunity_id=search.role)
    detail = get_letter(search.book, letter_id)
    assert (detail.row.status, detail.row.channel, detail.row.interview_id) == ("draft", "email", search.interview)
    assert detail.row.employer == "Northwind Robotics"
    for noted in (
        "Dana",
        "dashboards take a day to refresh",
        "from six hours to twenty minutes",
        "has never led a team",
        "I have moved a whole floor of robots onto live data",
        "Who owns the data today?",
    ):
        assert noted in detail.text
    assert len(detail.versions) == 1


def test_a_draft_without_an_opportunity_holds_nothing_of_one(search: Search) -> None:
    letter_id = new_letter(search.book, "keep-in-touch", contact_id=search.dana)
    detail = get_letter(search.book, letter_id)
    assert detail.row.opportunity_id is None
    assert "dashboards" not in detail.text
    assert "Dana" in detail.text


def test_what_was_answered_or_closed_is_not_in_the_next_draft(search: Search) -> None:
    book = search.book
    with book.act("Answered in a talk"):
        row(book, "answer", concern_id=search.concern, how="talk", on=TODAY, note="")
        book.store.database.execute_sql("UPDATE concern SET closed_on = ? WHERE id = ?", (TODAY, search.challenge))
    assert points_for(book, search.role, search.interview) == ()
    text = get_letter(book, new_letter(book, "influence", contact_id=search.dana, opportunity_id=search.role)).text
    assert "never led a team" not in text
    assert "dashboards" not in text


def test_a_point_of_the_interview_comes_before_older_ones(search: Search) -> None:
    older = add_concern(search.book, search.role, None, "challenge", "hiring is slow")
    with search.book.act("It was noted first"):
        search.book.store.database.execute_sql("UPDATE concern SET seq = 0 WHERE id = ?", (older,))
    points = points_for(search.book, search.role, search.interview)
    assert [point.id for point in points] == [search.challenge, search.concern, older]
    assert points[0].proofs == ("Nightly refresh", "from six hours to twenty minutes")


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"kind": "poem"}, Refused, "choose one of cover, influence"),
        ({"channel": "call"}, Refused, "choose one of email, letter, message"),
        ({"contact_id": 99}, NotFound, "no longer"),
        ({"opportunity_id": 99}, NotFound, "opportunity"),
        ({"interview_id": 99}, NotFound, "interview"),
    ],
)
def test_a_letter_that_cannot_be_begun_is_refused(search: Search, options, error, says) -> None:
    given = {"kind": "influence", "contact_id": search.dana} | options
    with pytest.raises(error, match=says):
        new_letter(search.book, given.pop("kind"), **given)
    assert letters_page(search.book) == []


def test_an_interview_tells_its_opportunity_and_refuses_another(search: Search) -> None:
    book = search.book
    letter_id = new_letter(book, "influence", contact_id=search.dana, interview_id=search.interview)
    assert get_letter(book, letter_id).row.opportunity_id == search.role
    other = add_role(book, "Other", "Northwind Robotics")
    with pytest.raises(Refused, match="another opportunity"):
        new_letter(book, "influence", contact_id=search.dana, opportunity_id=other, interview_id=search.interview)


def test_a_letter_is_about_the_interview_its_reader_was_in(search: Search) -> None:
    book = search.book
    with book.act("Interviews"):
        earlier, later, ahead = (
            row(
                book, "interview", opportunity_id=search.role, on=TODAY + timedelta(days=days), minutes=60,
                status="planned", advantage="", questions="", created=book.stamp, updated=book.stamp, **_INTERVIEW,
            )
            for days in (-9, -1, 2)
        )  # fmt: skip

    def meant() -> int | None:
        letter_id = new_letter(book, "influence", contact_id=search.dana, opportunity_id=search.role)
        return get_letter(book, letter_id).row.interview_id

    assert meant() == later != ahead
    with book.act("She was in one"):
        row(book, "interview_contact", interview_id=earlier, contact_id=search.dana, place=0)
    assert meant() == earlier


def test_the_usual_opportunity_is_the_only_one(search: Search) -> None:
    assert usual_opportunity(search.book, search.dana) == search.role
    add_role(search.book, "Second", "Northwind Robotics", search.dana)
    assert usual_opportunity(search.book, search.dana) is None


# Versions


def test_every_text_saved_is_kept_and_the_same_text_makes_none(search: Search) -> None:
    letter_id = begin(search, "one")
    assert save_letter(search.book, letter_id, "one\n").version is None
    assert save_letter(search.book, letter_id, "two").version == 3
    versions = get_letter(search.book, letter_id).versions
    assert [(version.number, version.text) for version in versions[1:]] == [(2, "one"), (3, "two")]
    assert get_letter(search.book, letter_id).text == "two"
    assert get_version(search.book, letter_id, 2).text == "one"
    with pytest.raises(NotFound, match="no version 4: it has 3 versions"):
        get_version(search.book, letter_id, 4)


def test_saving_what_is_there_is_no_act(search: Search) -> None:
    letter_id = begin(search, "one")
    before = len(history.history(search.book))
    saved = edit_letter(search.book, letter_id, text="one", subject="Our conversation", channel="email")
    assert (saved.version, saved.changed) == (None, ())
    assert len(history.history(search.book)) == before


def test_restoring_makes_a_new_version_and_loses_none(search: Search) -> None:
    letter_id = begin(search, "one")
    save_letter(search.book, letter_id, "two")
    undone_and_redone(search.book, lambda: restore_version(search.book, letter_id, 2))
    assert [version.text for version in get_letter(search.book, letter_id).versions[1:]] == ["one", "two", "one"]
    with pytest.raises(Declined, match="already"):
        restore_version(search.book, letter_id, 4)


def test_control_characters_and_line_ends_are_cleaned_as_they_enter(search: Search) -> None:
    letter_id = begin(search, "Dear\x1b]52;c;eA==\x07 Dana,\r\nhe\u202ello\x00")
    save_letter(search.book, letter_id, "Dear\x1b[2J Dana,\r\nhe\u202ello\x00", subject="a\x1b[31m\nb")
    detail = get_letter(search.book, letter_id)
    assert detail.text == "Dear[2J Dana,\nhello"
    assert detail.row.subject == "a[31m b"


def test_a_text_far_too_long_is_refused_whole(search: Search) -> None:
    letter_id = begin(search, "one")
    with pytest.raises(Refused, match="characters"):
        save_letter(search.book, letter_id, "x" * (LONGEST_LETTER + 1))
    assert get_letter(search.book, letter_id).text == "one"


# The rest


@pytest.mark.parametrize(
    ("hour", "minute", "ready", "words"),
    [
        (17, 0, datetime(2026, 11, 23, 7), "rests until tomorrow 07:00"),
        (2, 0, datetime(2026, 11, 22, 7), "rests until 07:00"),
        (3, 0, datetime(2026, 11, 22, 8), "rests until 08:00"),
    ],
)
@pytest.mark.usefixtures("berlin")
def test_a_finished_letter_rests_overnight(search: Search, hour, minute, ready, words) -> None:
    book = at(search.book, hour, minute)
    letter_id = begin(search)
    finished = finish_letter(book, letter_id)
    assert (finished.status, finished.state, finished.ready) == ("finished", words, False)
    assert finished.ready_on == ready.date()
    stored = book.store.value("SELECT rest_until FROM letter WHERE id = ?", (letter_id,))
    assert stored == (ready - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert book.store.value("SELECT finished_at FROM letter") == f"2026-11-{21 + (hour > 0):02}T{hour - 1:02}:00:00Z"

    def then(minutes: int) -> str:
        moment = ready + timedelta(minutes=minutes)
        return get_letter(at(book, moment.hour, moment.minute, moment.date()), letter_id).row.state

    assert then(-1).startswith("rests until")
    assert then(0) == "ready to reread"


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize(
    ("day", "utc"), [(date(2026, 3, 28), "2026-03-29T05:00:00Z"), (date(2026, 10, 24), "2026-10-25T06:00:00Z")]
)
def test_seven_is_seven_on_the_wall_when_the_clocks_change_in_the_night(make_book, day: date, utc: str) -> None:
    book = make_book(today=day)
    dana = people.add_contact(book, Contact("Dana"))
    letter_id = new_letter(book, "news", contact_id=dana)
    save_letter(book, letter_id, "I have news.")
    finished = finish_letter(at(book, 17, day=day), letter_id)
    assert book.store.value("SELECT rest_until FROM letter") == utc
    assert finished.state == "rests until tomorrow 07:00"


def test_editing_a_finished_letter_makes_it_a_draft_again(search: Search) -> None:
    letter_id = begin(search)
    finish_letter(search.book, letter_id, reader="Ana")
    saved = save_letter(search.book, letter_id, LETTER + "PS: one more.")
    assert saved.draft_again
    detail = get_letter(search.book, letter_id).row
    assert (detail.status, detail.finished_at, detail.rest_until, detail.ready_on) == ("draft", None, None, None)
    assert detail.reader == "Ana"
    finish_letter(search.book, letter_id)
    assert edit_letter(search.book, letter_id, subject="Another").draft_again
    finish_letter(search.book, letter_id)
    assert restore_version(search.book, letter_id, 1).draft_again


def test_another_reader_or_channel_does_not_disturb_the_rest(search: Search) -> None:
    letter_id = begin(search)
    finish_letter(search.book, letter_id)
    name_reader(search.book, letter_id, "Ana")
    saved = edit_letter(search.book, letter_id, channel="letter")
    assert not saved.draft_again
    found = get_letter(search.book, letter_id).row
    assert (found.status, found.channel) == ("finished", "letter")
    assert found.state == "rests until tomorrow 07:00, with Ana to read"
    name_reader(search.book, letter_id, "")
    assert get_letter(search.book, letter_id).row.state == "rests until tomorrow 07:00"


def test_finishing_twice_or_with_no_text_says_why_not(search: Search) -> None:
    letter_id = begin(search)
    finish_letter(search.book, letter_id)
    with pytest.raises(Declined, match="finished already: rests until tomorrow 07:00"):
        finish_letter(search.book, letter_id)
    save_letter(search.book, letter_id, "")
    with pytest.raises(Refused, match="no text yet"):
        finish_letter(search.book, letter_id)


def test_sooner_only_by_saying_so_which_is_recorded(search: Search) -> None:
    letter_id = begin(search)
    with pytest.raises(Refused, match="still a draft"):
        set_early(search.book, letter_id)
    finish_letter(search.book, letter_id)
    undone_and_redone(search.book, lambda: set_early(search.book, letter_id))
    found = get_letter(search.book, letter_id).row
    assert (found.early_on, found.ready_on, found.ready, found.state) == (TODAY, TODAY, True, "ready to reread")
    with pytest.raises(Declined, match="already"):
        set_early(search.book, letter_id)
    sent(search.book, letter_id)
    assert get_letter(search.book, letter_id).row.early_on == TODAY


# The check


def test_the_check_knows_what_the_interview_left_and_the_letters_before(search: Search) -> None:
    book = search.book
    sam = people.add_contact(book, Contact("Sam Lee", positions=(Position("Kestrel Health"),)))
    kestrel = add_role(book, "Data lead", "Kestrel Health", sam)
    shared = (
        "I would bring ten years of building calm and dependable data teams to the people you look after every day."
    )
    other = new_letter(book, "influence", contact_id=sam, opportunity_id=kestrel)
    save_letter(book, other, f"Dear Sam,\n\n{shared}\n\nMay I call on Friday?\n")
    letter_id = begin(search, f"Dear Sam,\n\nwhat you do at Kestrel Health matters.\n{shared}\n\n[name the team]\n")
    found = {finding.rule: finding for finding in check(book, letter_id)}
    assert {"unmet-challenge", "unmet-concern", "wrong-name", "wrong-company", "shared", "placeholder"} <= set(found)
    assert found["shared"].earlier == other
    assert found["placeholder"].line == 6


def test_a_letter_that_takes_the_points_up_has_no_such_finding(search: Search) -> None:
    letter_id = begin(search)
    assert {finding.rule for finding in check(search.book, letter_id)}.isdisjoint({"unmet-challenge", "unmet-concern"})
    assert "unmet-challenge" in {finding.rule for finding in check_text(search.book, letter_id, "Dear Dana,")}


def test_names_that_would_be_no_slip_are_not_held_against_the_letter(search: Search) -> None:
    book = search.book
    colleague = Contact("Ines Gül", positions=(Position("Northwind Robotics"),))
    people.add_contact(book, colleague)
    stranger = people.add_contact(book, Contact("Omar Haddad Said", positions=(Position("Harbor Foods"),)))
    people.add_contact(book, Contact("Olga Petrova", positions=(Position("Harbor Foods"),)))
    friend = people.add_contact(book, Contact("Sam Lee", positions=(Position("Kestrel Health"),)))
    people.add_contact(book, Contact("山田 太郎", positions=(Position("Harbor Foods"),)))
    add_role(book, "Lead", "Harbor Foods")
    add_role(book, "Before", "Kestrel Health", friend)
    add_proof(book, "Billing", "x", situation="When I was at Kestrel Health")
    text = "Dear Dana, Ines Gül spoke of it, and so did Omar Haddad Said; 山田 太郎 too. At Harbor Foods nobody did."
    context = context_for(book, begin(search, text), text)
    assert set(context.other_names) == {"Omar Haddad Said", "Sam Lee", "山田 太郎"}
    assert context.other_employers == ("Harbor Foods",)
    assert (context.recipient, context.employer) == ("Dana Whitfield", "Northwind Robotics")
    assert stranger


def test_the_check_is_quick_in_a_large_book(make_book) -> None:
    book = make_book()
    given = ["Sam", "Dana", "Omar", "Ines", "Olga", "Lee", "Maya", "Noor"]
    with book.act("Many people"):
        from crm.book.contact_rows import insert_contacts

        contacts = [
            Contact(f"{given[n % 8]} Family{n % 997}", positions=(Position(f"Company {n % 300}"),)) for n in range(5000)
        ]
        insert_contacts(book.store, contacts, today=TODAY, stamp=book.stamp)
    letter_id = new_letter(book, "cover", contact_id=1)
    text = "Dear Sam, " + "Dana Family361 and Sam Lee of Company Wide Robots Build Good Things. " * 60
    save_letter(book, letter_id, text)
    queries: list[str] = []
    book.store.database.connection().set_trace_callback(queries.append)
    context = context_for(book, letter_id, text)
    book.store.database.connection().set_trace_callback(None)
    assert len(queries) < 20  # not one for each of the 5,000, nor for each word
    assert context.other_names == ("Dana Family361",)


# Sending


def test_a_letter_goes_out_after_its_rest_only(search: Search) -> None:
    letter_id = begin(search)
    with pytest.raises(Refused, match=r"draft.*`callback letter finish \d+`.*`--early`"):
        sent(search.book, letter_id)
    finish_letter(at(search.book, 17), letter_id)
    with pytest.raises(Refused, match=r"rests until tomorrow 07:00.*`--early`"):
        sent(at(search.book, 23), letter_id)
    with pytest.raises(Refused, match="ahead"):
        sent(search.book, letter_id, TODAY + timedelta(days=1))
    morning = at(search.book, 7, day=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="had not rested"):
        sent(morning, letter_id, TODAY)
    sent(morning, letter_id)
    found = get_letter(morning, letter_id).row
    assert (found.status, found.sent_on, found.early_on) == ("sent", TODAY + timedelta(days=1), None)
    assert found.state == "sent Mon 23 Nov"


def test_sending_logs_the_touch_answers_the_points_and_moves_the_date_in_one_step(search: Search) -> None:
    book = search.book
    letter_id = begin(search, LETTER.replace("You wondered about my never having led a team. I led four", "We were"))
    follow_ups.plan_follow_up(book, search.dana, TODAY, "write", "email")
    undone_and_redone(book, lambda: sent(book, letter_id, early=True))
    found = get_letter(book, letter_id)
    assert found.answers == ("dashboards take a day to refresh",)
    assert found.row.early_on == TODAY
    assert follow_ups.open_items(book, search.dana) == []
    assert found.row.touch_id is not None
    touch = touches.get_touch(book, found.row.touch_id)
    assert touch.contact_ids == (search.dana,)
    assert (touch.touch.channel, touch.touch.direction, touch.touch.outcome) == ("email", "out", "sent")
    assert touch.touch.note == "influence letter: Our conversation"
    assert reading.contact_card(book, search.dana).next.shown == date(2027, 1, 22)
    # What is answered now is taken up no more by the next letter.
    assert [point.id for point in points_for(book, search.role)] == [search.concern]
    assert "unmet-challenge" not in {finding.rule for finding in check(book, letter_id)}


@pytest.mark.parametrize(
    ("kind", "text", "gave", "asked"),
    [
        ("feedback", "Where did I fall short?", "", "feedback"),
        ("offer", "Here is an article on churn.", "an article or referral", ""),
        ("news", "I have landed.", "news", ""),
        ("thanks", "Might you have fifteen minutes for a coffee? And what advice would you give me?", "",
         "a meeting, advice"),
        ("keep-in-touch", "I gave the advice I was given. How are the robots?", "", ""),
        ("influence", "Could you introduce me\nto the team?", "", "an introduction"),
    ],
)  # fmt: skip
def test_what_a_letter_gives_and_asks_is_logged_where_evident(search: Search, kind, text, gave, asked) -> None:
    letter_id = begin(search, text, kind)
    done = sent(search.book, letter_id, early=True)
    touch = touches.get_touch(search.book, done.touch_id).touch
    assert (touch.gave, touch.asked) == (gave, asked) == (done.gave, done.asked)


def test_what_the_person_says_was_given_and_asked_goes_before(search: Search) -> None:
    done = sent(search.book, begin(search, "Coffee?", "feedback"), early=True, gave="a lead", asked="")
    assert (done.gave, done.asked) == ("a lead", "")


def test_an_answer_tied_to_a_letter_counts_once_it_is_sent_and_only_once(search: Search) -> None:
    book = search.book
    letter_id = begin(search, "Dear Dana, how are the robots? I will call on Friday.")
    concerns.record_answer(book, search.concern, "letter", letter_id=letter_id)
    other = begin(search)
    assert search.concern in {point.id for point in points_for(book, search.role, letter_id=other)}
    assert sent(book, letter_id, early=True).answers == ("has never led a team",)
    assert search.concern not in {point.id for point in points_for(book, search.role, letter_id=other)}
    assert sent(book, other, early=True).answers == ("dashboards take a day to refresh",)
    assert book.store.value("SELECT count(*) FROM answer") == 2


def test_a_note_that_argues_nothing_answers_nothing(search: Search) -> None:
    done = sent(search.book, begin(search, LETTER, "keep-in-touch"), early=True)
    assert done.answers == ()
    assert search.book.store.value("SELECT count(*) FROM answer") == 0


def test_a_sent_letter_is_frozen(search: Search) -> None:
    letter_id = begin(search)
    sent(search.book, letter_id, TODAY - timedelta(days=1), early=True)
    before = everything(search.book)
    for change in (
        lambda: save_letter(search.book, letter_id, "other"),
        lambda: edit_letter(search.book, letter_id, subject="other"),
        lambda: restore_version(search.book, letter_id, 1),
        lambda: finish_letter(search.book, letter_id),
        lambda: set_early(search.book, letter_id),
        lambda: name_reader(search.book, letter_id, "Ana"),
        lambda: sent(search.book, letter_id),
    ):
        with pytest.raises(Refused, match="was sent on Sat 21 Nov and stays as it was sent"):
            change()
    assert everything(search.book) == before


def test_a_letter_whose_recipient_is_gone_stays_and_can_get_another(search: Search) -> None:
    letter_id = begin(search)
    people.delete_contact(search.book, search.dana)
    with pytest.raises(Refused, match="no longer in the book"):
        sent(search.book, letter_id, early=True)
    assert check(search.book, letter_id) is not None
    sam = people.add_contact(search.book, Contact("Sam Lee"))
    edit_letter(search.book, letter_id, contact_id=sam)
    sent(search.book, letter_id, early=True)
    assert reading.timeline_count(search.book, sam) == 1


def test_every_act_is_one_step_that_can_be_taken_back_and_done_again(search: Search) -> None:
    book = search.book
    undone_and_redone(book, lambda: new_letter(book, "influence", contact_id=search.dana, opportunity_id=search.role))
    (found,) = letters_page(book)
    undone_and_redone(
        book,
        lambda: edit_letter(
            book, found.id, text=LETTER, subject="x", kind="cover", channel="letter", reader="Ana"
        ),
    )  # fmt: skip
    undone_and_redone(book, lambda: finish_letter(book, found.id))
    undone_and_redone(book, lambda: name_reader(book, found.id, "Ben"))
    undone_and_redone(book, lambda: save_letter(book, found.id, "changed"))
    undone_and_redone(book, lambda: sent(book, found.id, early=True))
    undone_and_redone(book, lambda: delete_letter(book, found.id))
    assert letters_page(book) == []
    assert reading.timeline_count(book, search.dana) == 1  # it was sent all the same


# Reading


def test_the_list_has_what_is_to_be_sent_first_then_the_newest(search: Search) -> None:
    book = search.book
    first, second, third, fourth = (begin(search, f"text {n}") for n in range(4))
    sent(book, third, TODAY - timedelta(days=1), early=True)
    sent(book, first, early=True)
    assert [found.id for found in letters_page(book)] == [fourth, second, first, third]
    assert [found.id for found in letters_page(book, 1, 2)] == [second, first]
    assert [found.id for found in letters_page(book, status="sent")] == [first, third]
    sam = people.add_contact(book, Contact("Sam Lee"))
    to_sam = new_letter(book, "news", contact_id=sam)
    assert [found.id for found in letters_of(book, contact_id=sam)] == [to_sam]
    assert to_sam not in {found.id for found in letters_of(book, opportunity_id=search.role)}
    assert letters_of(book, contact_id=sam, opportunity_id=search.role) == []


def test_a_letter_is_found_by_id_subject_recipient_or_kind(search: Search) -> None:
    book = search.book
    ana = people.add_contact(book, Contact("Aña Pérez"))
    one = begin(search)
    two = new_letter(book, "news", contact_id=ana, subject="I have landed")
    for text, meant in ((str(one), one), ("our conv", one), ("dana", one), ("landed", two), ("ana perez news", two)):
        assert the_letter(book, text).id == meant
    with pytest.raises(NotFound, match="letter list"):
        the_letter(book, "nobody")
    assert find_letters(book, "  ") == []
    three = begin(search)
    with pytest.raises(Ambiguous) as raised:
        the_letter(book, "dana")
    assert [line.split()[0] for line in raised.value.candidates] == [str(three), str(one)]
    sent(book, three, early=True)
    assert the_letter(book, "dana", unsent=True).id == one
    assert the_letter(book, str(three), unsent=True).id == three


# Out


def test_a_letter_goes_out_as_an_unsent_draft_only_the_owner_can_read(search: Search, tmp_path: Path) -> None:
    letter_id = begin(search)
    file = tmp_path / "out.eml"
    export_letter(search.book, letter_id, "eml", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["To"].addresses[0].addr_spec == "dana@northwind.test"
    assert message["Subject"] == "Our conversation"
    assert message["X-Unsent"] == "1"
    assert "dashboards take a day to refresh" in message.get_content().replace("\n", " ")
    markdown = letter_bytes(search.book, letter_id, "markdown").decode()
    assert "Our conversation" in markdown
    assert "Kind regards" in markdown
    link = letter_bytes(search.book, letter_id, "mailto").decode()
    assert link.startswith("mailto:dana@northwind.test?")
    assert "subject=Our%20conversation" in link


def test_the_book_itself_is_never_written_over(search: Search) -> None:
    letter_id = begin(search)
    with pytest.raises(Refused, match="the book itself"):
        export_letter(search.book, letter_id, "markdown", search.book.path)
    with pytest.raises(Refused, match="markdown, eml, mailto"):
        letter_bytes(search.book, letter_id, "pdf")
    assert book_check.check(search.book) == []
