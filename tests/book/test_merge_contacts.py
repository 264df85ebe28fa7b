"""Two contacts who are one person: which value stays, what goes over, and what finds them afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from one_step import facts, one_step

from crm.book import check, exporting, follow_ups, history, interviews, news, opportunities, people, plans
from crm.book.calendar import export_calendar
from crm.book.errors import NotFound, Refused
from crm.book.importing import parse, run_import
from crm.book.merge_contacts import REFERENCES, merge_contacts, preview_merge
from crm.book.merge_fields import CONTACT_COLUMNS, MergePreview
from crm.book.merge_lists import LISTS
from crm.book.not_same import not_same_pairs, say_not_same
from crm.book.opportunities import NewOpportunity
from crm.book.people import add_contact, get_contact
from crm.book.plan_requests import request_for
from crm.book.session import Book
from crm.book.touches import NewTouch, log_touch
from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.store.models import FACTS
from crm.store.models import Contact as ContactTable

TODAY = date(2026, 11, 22)
DANA = Contact(
    "Dana Whitfield",
    positions=(Position("Northwind Robotics", "VP Engineering"),),
    emails=(Labelled("dana@northwind.test", "work"),),
    phones=(Labelled("+1 555 0100"),),
    tags=("target",),
    met=Met(date(2026, 9, 2), "final round"),
    notes="likes climbing",
    added=date(2026, 9, 3),
)
DOUBLE = Contact(
    "D. Whitfield",
    given="D.",
    family="Whitfield",
    role="hiring manager",
    positions=(Position("Northwind Robotics", "VP engineering", "R&D"), Position("Kestrel", until=date(2020, 1, 1))),
    emails=(Labelled("DANA@northwind.test"), Labelled("d@home.test")),
    phones=(Labelled("+1-555-0100", "cell"),),
    links=(Labelled("https://linkedin.com/in/dana"),),
    tags=("Target", "berlin"),
    birthday="--03-07",
    met=Met(date(2026, 3, 1), "a fair", "Sam Lee"),
    cadence="6 weeks",
    do_not_contact=True,
    notes="plays the cello",
    added=date(2026, 3, 1),
    source="old.yaml#1111222233334444",
    extra={"Ref": "A-7"},
)


def two(book: Book, one: Contact = DANA, other: Contact = DOUBLE) -> tuple[int, int]:
    return add_contact(book, one), add_contact(book, other)


def result(preview: MergePreview, field: str) -> str:
    return next(each.result for each in preview.fields if each.field == field)


def columns_of(kind: type) -> set[tuple[str, str]]:
    """Every column of the facts that names a row of that table."""
    return {
        (model._meta.table_name, key.column_name)
        for model in FACTS
        for key, target in model._meta.refs.items()
        if target is kind
    }


def test_no_column_of_a_contact_is_forgotten() -> None:
    assert {column.name for column in CONTACT_COLUMNS} == {
        field.column_name for field in ContactTable._meta.sorted_fields
    }


def test_nothing_that_names_a_contact_is_forgotten() -> None:
    assert columns_of(ContactTable) == {(each.table, each.column) for each in REFERENCES}
    assert {rule.table for rule in LISTS} == {each.table for each in REFERENCES if each.how == "list"}


def test_blanks_are_filled_and_lists_are_joined(book: Book) -> None:
    keep, drop = two(book)
    with one_step(book):
        merge_contacts(book, keep, drop)
    merged = get_contact(book, keep)
    assert history.history(book, 1)[0].what == "Merge Dana Whitfield and D. Whitfield"
    assert (merged.name, merged.given, merged.family) == ("Dana Whitfield", "", "Whitfield")
    assert merged.positions == (
        Position("Northwind Robotics", "VP Engineering", "R&D"),
        Position("Kestrel", until=date(2020, 1, 1)),
    )
    assert merged.emails == (Labelled("dana@northwind.test", "work"), Labelled("d@home.test"))
    assert merged.phones == (Labelled("+1 555 0100", "cell"),)
    assert merged.links == DOUBLE.links
    assert merged.tags == ("target", "berlin")
    assert merged.met == DOUBLE.met  # the earlier day, with what belongs to it
    assert merged.notes == "likes climbing\n\nplays the cello"
    assert (merged.role, merged.birthday, merged.cadence) == ("hiring manager", "--03-07", "6 weeks")
    assert merged.do_not_contact
    assert merged.added == date(2026, 3, 1)
    assert merged.extra == {"Ref": "A-7"}
    assert check.check(book) == []


def test_the_preview_says_what_the_merge_does(book: Book) -> None:
    keep, drop = two(book)
    log_touch(book, [drop], NewTouch(TODAY))
    follow_ups.plan_follow_up(book, drop, TODAY, "x", "")
    before = facts(book)
    preview = preview_merge(book, keep, drop, {"name": "other", "emails": "kept", "notes": "kept"})
    assert facts(book) == before
    assert (preview.keep_name, preview.drop_name) == ("Dana Whitfield", "D. Whitfield")
    assert preview.moved == "1 touch and 1 follow-up"
    assert result(preview, "name") == "D. Whitfield"
    assert result(preview, "first name") == "D."  # goes with the name that was chosen
    assert result(preview, "met") == "2026-03-01, a fair, through Sam Lee"
    assert result(preview, "emails") == "dana@northwind.test (work)"
    assert result(preview, "extra.Ref") == "A-7"
    assert {each.field for each in preview.fields}.isdisjoint({"source", "added", "uid", "zone"})
    merge_contacts(book, keep, drop, {"name": "other", "emails": "kept", "notes": "kept"})
    merged = get_contact(book, keep)
    assert (merged.name, merged.given, merged.notes) == ("D. Whitfield", "D.", "likes climbing")
    assert merged.emails == DANA.emails


def test_two_values_of_one_field_in_a_file_are_joined_where_they_are_lists(book: Book) -> None:
    mine = Contact("A", extra={"vcard": ["ROLE:CEO", "REV:2020", "X-A:1"], "Ref": "1"})
    theirs = Contact("A", extra={"vcard": ["ROLE:CTO", "REV:2021", "X-A:1"], "Ref": "2"})
    keep, drop = two(book, mine, theirs)
    merge_contacts(book, keep, drop, {"extra.Ref": "other"})
    assert get_contact(book, keep).extra == {"vcard": ["ROLE:CEO", "REV:2020", "X-A:1", "ROLE:CTO"], "Ref": "2"}


def test_of_two_that_only_look_like_one_both_are_kept(book: Book) -> None:
    numbers = ("+1 202 555 0123", "+44 202 555 0123", "+1 202 555 0123 ext. 7")
    emails = ("jörg@kestrel.test", "jorg@kestrel.test")
    links = ("https://talks.test/AbC", "https://talks.test/abc")

    def card(number: str, email: str, link: str) -> Contact:
        return Contact("A", phones=(Labelled(number),), emails=(Labelled(email),), links=(Labelled(link),))

    keep, drop = two(book, card(numbers[0], emails[0], links[0]), card(numbers[1], emails[1], links[1]))
    (third,) = [add_contact(book, card(numbers[2], "JÖRG@kestrel.test", "http://talks.test/AbC/"))]
    merge_contacts(book, keep, drop)
    merge_contacts(book, keep, third)
    made = get_contact(book, keep)
    assert tuple(point.value for point in made.phones) == numbers
    assert tuple(point.value for point in made.emails) == emails
    assert tuple(point.value for point in made.links) == links


def test_a_number_of_another_country_comes_in_with_a_file(book: Book) -> None:
    who = add_contact(book, Contact("Dana Whitfield", phones=(Labelled("+1 202 555 0123"),)))
    for number in ("+44 202 555 0123", "(202) 555-0123", "0044 202 5550123"):
        file = f"- {{name: Dana Whitfield, uid: {people.get_contact(book, who).uid}, phone: '{number}'}}\n"
        run_import(book, [parse(file.encode(), "people.yaml")])
    assert [point.value for point in get_contact(book, who).phones] == ["+1 202 555 0123", "+44 202 555 0123"]


def test_a_note_is_left_out_only_where_the_other_holds_it_line_by_line(book: Book) -> None:
    keep, drop = two(book, Contact("A", notes="likes Annual reports\nmet at a fair"), Contact("A", notes="Ann"))
    merge_contacts(book, keep, drop)
    assert get_contact(book, keep).notes == "likes Annual reports\nmet at a fair\n\nAnn"
    third = add_contact(book, Contact("A", notes="met at a fair"))
    merge_contacts(book, keep, third)
    assert get_contact(book, keep).notes.endswith("fair\n\nAnn")


def test_an_address_told_twice_is_one(book: Book) -> None:
    keep, drop = two(
        book,
        Contact("A", addresses=(Address("1 High Street, 07302 Town"),)),
        Contact("A", addresses=(Address("1 high street, 07302 town", "home"), Address(city="Porto"))),
    )
    merge_contacts(book, keep, drop)
    assert get_contact(book, keep).addresses == (Address("1 High Street, 07302 Town", "home"), Address(city="Porto"))


def test_what_cannot_be_chosen_is_refused(book: Book) -> None:
    keep, drop = two(book)
    for choices, said in (({"name": "both"}, "choose one of kept, other"), ({"shoes": "kept"}, "nothing to choose")):
        with pytest.raises(Refused, match=said):
            preview_merge(book, keep, drop, choices)
    with pytest.raises(Refused, match="one and the same"):
        merge_contacts(book, keep, keep)
    with pytest.raises(NotFound):
        merge_contacts(book, keep, 99)


def test_a_touch_with_both_becomes_one_part_and_all_that_passed_is_theirs(book: Book) -> None:
    keep, drop = two(book)
    log_touch(book, [keep, drop], NewTouch(TODAY, note="with both"))
    log_touch(book, [drop], NewTouch(TODAY, note="with the other"))
    merge_contacts(book, keep, drop)
    rows = book.store.rows(
        "SELECT t.note, count(*) FROM touch_contact p JOIN touch t ON t.id = p.touch_id WHERE p.contact_id = ? "
        "GROUP BY t.id",
        (keep,),
    )
    assert rows == [("with both", 1), ("with the other", 1)]


def test_one_part_of_two_stays_in_a_role_and_an_interview(book: Book) -> None:
    keep, drop = two(book)
    new = NewOpportunity("Lead", "Northwind Robotics", people=((keep, "HR"), (drop, "hiring manager")))
    first = opportunities.add_opportunity(book, new)
    second = opportunities.add_opportunity(book, NewOpportunity("Analyst", people=((drop, "peer"),)))
    interviews.add_interview(book, first, interviews.NewInterview(TODAY, contact_ids=(keep, drop)))
    preview = preview_merge(book, keep, drop)
    assert any(note.startswith("For Lead the part") for note in preview.notes)
    merge_contacts(book, keep, drop)
    parts = book.store.rows("SELECT opportunity_id, contact_id FROM opportunity_contact ORDER BY opportunity_id")
    assert parts == [(first, keep), (second, keep)]
    assert book.store.rows("SELECT contact_id FROM interview_contact") == [(keep,)]


def test_news_that_one_of_them_was_told_is_not_told_again(book: Book) -> None:
    keep, drop = two(book, DANA, Contact("D. Whitfield", role="peer"))
    people.edit_contact(book, keep, Contact("Dana Whitfield", role="peer"))
    news.tell_everybody(book, "Moved to Porto")
    told = book.store.value("SELECT id FROM follow_up WHERE contact_id = ?", (drop,))
    follow_ups.finish_follow_up(book, told)
    merge_contacts(book, keep, drop)
    assert book.store.rows("SELECT id, contact_id, status FROM follow_up") == [(told, keep, "done")]


def test_steps_of_one_playbook_for_one_role_fall_together(book: Book) -> None:
    keep, drop = two(book, DANA, Contact("D. Whitfield", role="hiring manager"))
    number = opportunities.add_opportunity(
        book, NewOpportunity("Lead", "Northwind Robotics", people=((keep, "hiring manager"),))
    )
    for who in (keep, drop):
        request = request_for(
            book, "cold employer", opportunity_id=number, contact_ids=[who], on=TODAY, placing="plain", join=True
        )
        plans.apply_plan(book, request)
    open_before = book.store.value("SELECT count(*) FROM open_step WHERE contact_id = ?", (drop,))
    mine = book.store.value("SELECT count(*) FROM open_step WHERE contact_id = ?", (keep,))
    assert open_before == mine > 0
    preview = preview_merge(book, keep, drop)
    assert any("together with what is planned already" in note for note in preview.notes)
    with one_step(book):
        merge_contacts(book, keep, drop)
    assert book.store.value("SELECT count(*) FROM open_step WHERE contact_id = ?", (keep,)) == mine
    joined = book.store.value("SELECT count(*) FROM plan_step WHERE status = 'joined' AND contact_id = ?", (keep,))
    assert joined == open_before
    assert check.check(book) == []


def test_other_plans_go_on_side_by_side_and_it_is_said(book: Book) -> None:
    keep, drop = two(book, DANA, Contact("D. Whitfield", role="hiring manager"))
    for who, title in ((keep, "Lead"), (drop, "Analyst")):
        number = opportunities.add_opportunity(book, NewOpportunity(title, people=((who, "hiring manager"),)))
        request = request_for(
            book, "cold employer", opportunity_id=number, contact_ids=[who], on=TODAY, placing="plain", join=True
        )
        plans.apply_plan(book, request)
    (note,) = preview_merge(book, keep, drop).notes
    assert note.startswith("2 plans will run side by side")
    merge_contacts(book, keep, drop)
    assert len(book.store.facts([keep])[keep].plans) == 2


def test_both_files_are_known_again(book: Book) -> None:
    files = {
        "one.yaml": b"- {name: Dana Whitfield, employer: Northwind, email: dana@x.test, notes: a}\n",
        "two.yaml": b"- {name: Danielle Whitfield, employer: Kestrel, email: d@y.test, role: peer, notes: b}\n",
    }
    parsed = [parse(data, name) for name, data in files.items()]
    for each in parsed:
        run_import(book, [each])
    merge_contacts(book, 1, 2)
    for each in (*parsed, parsed):
        report = run_import(book, each if isinstance(each, list) else [each])
        assert (report.new, report.changed, report.title) == (0, 0, "")


def test_what_both_files_say_of_their_work_is_there_once_whoever_is_right(book: Book) -> None:
    files = [
        parse(f"- {{name: {name}, employer: {at}, title: {title}, email: {mail}}}\n".encode(), f"{mail}.yaml")
        for name, at, title, mail in (
            ("Dana Whitfield", "Northwind", "CTO", "dana@x.test"),
            ("Danielle Whitfield", "Northwind GmbH", "COO", "d@y.test"),
        )
    ]
    for each in files:
        run_import(book, [each])
    merge_contacts(book, 1, 2)
    both = (Position("Northwind", "CTO"), Position("Northwind GmbH", "COO"))
    assert get_contact(book, 1).positions == both
    for overwrite in (False, True):
        for each in (*files, *files):
            assert run_import(book, [each], overwrite=overwrite).conflicts == ()
            assert get_contact(book, 1).positions == both
    # Another title there, and another place, are news.
    risen = parse(b"- {name: Dana Whitfield, employer: Northwind, title: CEO, email: dana@x.test}\n", "c.yaml")
    run_import(book, [risen], overwrite=True)
    assert get_contact(book, 1).positions == (Position("Northwind", "CEO"), both[1])
    left = parse(b"- {name: Dana Whitfield, employer: Kestrel, title: CEO, email: dana@x.test}\n", "d.yaml")
    run_import(book, [left], overwrite=True)
    assert get_contact(book, 1).employer == "Kestrel"


def test_the_book_of_before_brings_nobody_back(book: Book) -> None:
    keep, drop = two(book, DANA, replace(DOUBLE, given="Dana"))
    log_touch(book, [keep, drop], NewTouch(TODAY))
    new = NewOpportunity("Lead", "Northwind Robotics", people=((keep, "HR"), (drop, "hiring manager")))
    number = opportunities.add_opportunity(book, new)
    interviews.add_interview(book, number, interviews.NewInterview(TODAY, contact_ids=(keep, drop)))
    follow_ups.plan_follow_up(book, drop, TODAY, "x", "")
    before = parse(exporting.export_yaml(book), "before.yaml")
    merge_contacts(book, keep, drop)
    after = exporting.export_yaml(book)
    report = run_import(book, [before])
    assert (report.new, report.problems) == (0, ())
    assert exporting.export_yaml(book) == after


def test_what_was_said_to_be_another_holds_for_the_one_that_stays(book: Book) -> None:
    keep, drop = two(book)
    sam, taro = (add_contact(book, Contact(name)) for name in ("Sam", "Taro"))
    for one, other in ((drop, sam), (keep, sam), (drop, taro), (keep, drop)):
        say_not_same(book, "contact", one, other)
    merge_contacts(book, keep, drop)
    assert not_same_pairs(book, "contact") == {(keep, sam), (keep, taro)}


def test_merged_thrice_the_first_file_still_finds_them(book: Book) -> None:
    first, second, third = (add_contact(book, Contact(f"D{n}", uid=f"u{n}")) for n in range(3))
    merge_contacts(book, second, first)
    merge_contacts(book, third, second)
    assert sorted(book.store.rows("SELECT contact_id, uid FROM former_contact")) == [(third, "u0"), (third, "u1")]


def test_in_the_calendar_nothing_is_there_twice(make_book: Callable[..., Book]) -> None:
    book = make_book()
    keep, drop = two(book, DANA, Contact("D. Whitfield", role="peer"))
    people.set_cadence(book, keep, "1 month")
    log_touch(book, [keep], NewTouch(TODAY - timedelta(days=20)))
    log_touch(book, [drop], NewTouch(TODAY - timedelta(days=3)))
    third = add_contact(book, Contact("Sam Lee", role="peer"))
    item = follow_ups.plan_follow_up(book, third, TODAY + timedelta(days=9), "ring", "call")
    follow_ups.plan_follow_up(book, drop, TODAY + timedelta(days=5), "write", "email")
    sent = uids(export_calendar(book, mark=True, everything=True).data)
    assert item and len(sent) == 3
    merge_contacts(book, keep, drop)
    after = export_calendar(book, mark=True, everything=True)
    now = uids(after.data)
    typed = book.store.value("SELECT uid FROM follow_up WHERE contact_id = ?", (keep,))
    assert now[typed] == "CONFIRMED"  # the same event, for the one that stays
    assert [status for uid, status in now.items() if uid in sent].count("CANCELLED") == len(sent) - 2
    live = [uid for uid, status in now.items() if status == "CONFIRMED"]
    assert len(live) == len(set(live)) == 2
    history.undo(book)
    again = uids(export_calendar(book, everything=True).data)
    assert {uid for uid, status in again.items() if status == "CONFIRMED"} == set(sent)


def uids(data: bytes) -> dict[str, str]:
    """The status of each event by its UID; a UID that is there twice fails."""
    found: dict[str, str] = {}
    for event in data.decode().split("BEGIN:VEVENT")[1:]:
        lines = event.replace("\r\n ", "").splitlines()
        uid = next(line[4:] for line in lines if line.startswith("UID:"))
        assert uid not in found
        found[uid] = next((line[7:] for line in lines if line.startswith("STATUS:")), "CONFIRMED")
    return found


def test_a_touch_of_the_other_counts_for_the_next_one(book: Book) -> None:
    keep, drop = two(book, Contact("Dana", role="peer"), Contact("D.", role="peer"))
    log_touch(book, [drop], NewTouch(TODAY - timedelta(days=3)))
    merge_contacts(book, keep, drop)
    assert book.store.value("SELECT last_touch FROM listing WHERE contact_id = ?", (keep,)) == "2026-11-19"
