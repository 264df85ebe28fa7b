"""Adding and editing a contact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from dialog_host import (
    EVIL,
    OPEN,
    SIZES,
    TODAY,
    Host,
    assert_clean,
    assert_focus_in_sight,
    drawn,
    field,
    result,
    showing,
    type_text,
)

from crm.book.validate import validate_contact
from crm.domain.people import Address, Contact, Labelled, Met, Position
from crm.tui.dialogs.contact import ContactDialog
from crm.tui.dialogs.values import Desk

DANA = Contact(
    name="Dana Whitfield",
    uid="u-1",
    given="Dana",
    family="Whitfield",
    role="hiring manager",
    positions=(
        Position("Northwind Robotics", "VP Engineering", "R&D", date(2020, 1, 1)),
        Position("Harbor Foods", "Engineer", until=date(2019, 12, 31)),
    ),
    emails=(Labelled("dana@northwind.test", "work"), Labelled("d@w.test")),
    phones=(Labelled("+1 555 0100", "cell, pref"),),
    links=(Labelled("https://w.test/a:b"), Labelled("gemini://w.test", "blog")),
    addresses=(Address(label="home", street="1 High Street", code="07302", city="Town", country="NO"),),
    tags=("robotics", "one, two"),
    birthday="--03-07",
    met=Met(date(2026, 9, 1), "interview", "Sam Lee"),
    cadence="1 month",
    notes="Likes sailing.\n\nAsked about analytics.",
    extra={"X-SHOE": ["42"]},
)


def dialog(contact: Contact | None, **more) -> ContactDialog:
    more.setdefault("desk", Desk(TODAY))
    return ContactDialog(contact, validate=validate_contact, **more)


def put(pilot, key: str, text: str) -> None:
    field(pilot, key).text = text


async def test_a_name_and_enter_make_a_contact():
    async with showing(dialog(None)) as pilot:
        await type_text(pilot, "sam lee")
        await pilot.press("enter")
        assert await result(pilot) == Contact(name="sam lee")


async def test_a_form_left_as_it_was_changes_nothing():
    async with showing(dialog(DANA)) as pilot:
        await pilot.press("f2")
        await pilot.pause()
        assert await result(pilot) == DANA


async def test_each_line_of_a_list_is_an_item_and_untouched_items_stay_whole():
    async with showing(dialog(DANA)) as pilot:
        put(pilot, "emails", "private: new@w.test\nwork: dana@northwind.test")
        put(pilot, "links", "https://w.test/a:b\nhttps://new.test")
        put(pilot, "addresses", "home: 1 High Street, 07302 Town, NO\nwork: 2 Low Street")
        put(pilot, "tags", "one; two,  new , new")
        await pilot.press("f2")
        await pilot.pause()
        contact = await result(pilot)
        assert contact.emails == (Labelled("new@w.test", "private"), DANA.emails[0])
        assert contact.links == (Labelled("https://w.test/a:b"), Labelled("https://new.test"))
        assert contact.addresses == (*DANA.addresses, Address("2 Low Street", "work"))
        assert contact.tags == ("one, two", "new")
        assert (contact.extra, contact.phones) == (DANA.extra, DANA.phones)


async def test_enter_in_a_list_makes_a_line_and_f2_saves():
    async with showing(dialog(None)) as pilot:
        await type_text(pilot, "sam")
        await pilot.press("tab", "tab", "tab", "tab")
        await type_text(pilot, "s@x.test")
        await pilot.press("enter")
        await type_text(pilot, "work: t@x.test")
        assert "f2 save" in drawn(pilot)
        await pilot.press("f2")
        await pilot.pause()
        assert (await result(pilot)).emails == (Labelled("s@x.test"), Labelled("t@x.test", "work"))


async def test_problems_stand_beside_their_fields_and_the_cursor_goes_there():
    async with showing(dialog(None)) as pilot:
        put(pilot, "emails", "nonsense")
        await pilot.press("enter")
        await pilot.pause()
        assert await result(pilot) is OPEN
        assert "! A contact needs a name." in drawn(pilot)
        assert field(pilot, "emails").shown_problem
        assert pilot.app.focused is field(pilot, "name").control


async def test_a_problem_that_no_field_owns_is_said_at_the_bottom():
    def refuse(contact: Contact) -> dict[str, str]:
        return {"uid": "There is already somebody with this uid."}

    async with showing(ContactDialog(DANA, desk=Desk(TODAY), validate=refuse)) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "! There is already somebody" in drawn(pilot)


@pytest.mark.parametrize(
    ("typed", "stored", "said"),
    [
        ("7 mar 1980", "1980-03-07", "7 March 1980"),
        ("7 mar", "--03-07", "7 March"),
        ("1980-03-07", "1980-03-07", "7 March 1980"),
        ("", "", ""),
    ],
)
async def test_a_birthday_may_lack_its_year(typed, stored, said):
    async with showing(dialog(replace(DANA, birthday="1970-01-01")), (120, 40)) as pilot:
        put(pilot, "birthday", typed)
        await pilot.pause()
        assert said in drawn(pilot)
        await pilot.press("f2")
        await pilot.pause()
        assert (await result(pilot)).birthday == stored


async def test_two_readings_of_a_birthday_are_both_named():
    async with showing(dialog(DANA), (120, 40)) as pilot:
        put(pilot, "birthday", "03/04")
        await pilot.press("f2")
        await pilot.pause()
        assert "3 April or 4 March" in drawn(pilot)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("every 3 weeks", "3 weeks"), ("quarterly", "3 months"), ("never", "none"), ("", None)],
)
async def test_a_cadence_is_stored_in_its_plain_form(typed, stored):
    async with showing(dialog(DANA)) as pilot:
        put(pilot, "cadence", typed)
        await pilot.press("f2")
        await pilot.pause()
        assert (await result(pilot)).cadence == stored


async def test_a_new_employer_is_asked_about_and_the_old_one_stays_as_history():
    async with showing(dialog(DANA)) as pilot:
        assert not field(pilot, "move").display
        put(pilot, "employer", "Kestrel Health")
        put(pilot, "title", "CTO")
        await pilot.pause()
        assert (field(pilot, "move").text, field(pilot, "since").display) == ("moved", True)
        put(pilot, "since", "1 nov")
        await pilot.press("f2")
        await pilot.pause()
        now, before, *older = (await result(pilot)).positions
        assert now == Position("Kestrel Health", "CTO", since=date(2026, 11, 1))
        assert before == replace(DANA.positions[0], until=date(2026, 11, 1))
        assert tuple(older) == DANA.positions[1:]


async def test_a_typo_put_right_is_no_move():
    async with showing(dialog(DANA)) as pilot:
        put(pilot, "employer", "Northwind Robotic")
        await pilot.pause()
        assert (field(pilot, "move").text, field(pilot, "since").display) == ("same", False)
        await pilot.press("f2")
        await pilot.pause()
        assert (await result(pilot)).positions == (
            replace(DANA.positions[0], employer="Northwind Robotic"),
            DANA.positions[1],
        )


PAST = Position("Old Firm", "Dev", until=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("positions", "employer", "title", "after"),
    [
        ((PAST, Position("New Firm", "CEO")), None, "CTO", (PAST, Position("New Firm", "CTO"))),
        ((PAST, Position("New Firm", "CEO")), "", "", (PAST,)),
        ((PAST,), None, "Boss", (Position(title="Boss"), PAST)),
        ((PAST,), "Kestrel", None, (Position("Kestrel"), PAST)),
        (
            (PAST, Position("New Firm", "CEO")),
            "Kestrel",
            None,
            (Position("Kestrel", since=TODAY), PAST, Position("New Firm", "CEO", until=TODAY)),
        ),
    ],
)
async def test_a_past_position_stays_past_wherever_it_stands(positions, employer, title, after):
    async with showing(dialog(replace(DANA, positions=positions))) as pilot:
        if employer is not None:
            put(pilot, "employer", employer)
        if title is not None:
            put(pilot, "title", title)
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        assert (await result(pilot)).positions == after


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [("Dana Ray", "Dana", "Ray"), ("D. Whitfield", "D.", "Whitfield"), ("Somebody Else", "", "")],
)
async def test_the_parts_of_a_name_follow_the_name(name, given, family):
    async with showing(dialog(DANA)) as pilot:
        put(pilot, "name", name)
        await pilot.press("f2")
        await pilot.pause()
        assert ((await result(pilot)).name, (await result(pilot)).given, (await result(pilot)).family) == (
            name,
            given,
            family,
        )


async def test_known_employers_and_tags_complete_accents_and_case_apart():
    async def employers(text: str) -> list[str]:
        return ["[/]\x1bÉvil", "Évian Foods"]

    async def tags(text: str) -> list[str]:
        return ["warm"] if "warm".startswith(text) else []

    async with showing(dialog(None, employers=employers, tags=tags)) as pilot:
        await type_text(pilot, "sam")
        await pilot.press("tab")
        await type_text(pilot, "evia")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("right")
        assert field(pilot, "employer").text == "evian Foods"
        field(pilot, "tags").control.focus()
        await type_text(pilot, "new, wa")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("right", "enter")
        assert (await result(pilot)).tags == ("new", "warm")


async def test_a_completion_that_fails_is_only_missing():
    async def broken(text: str) -> list[str]:
        raise RuntimeError(text)

    async with showing(dialog(None, employers=broken)) as pilot:
        await pilot.press("s", "tab", "n")
        await pilot.pause()
        await pilot.press("enter")
        assert (await result(pilot)).employer == "n"


async def test_the_draft_of_an_edit_keeps_only_what_was_changed():
    desk = Desk(TODAY)
    async with showing(dialog(DANA, desk=desk, key="7")) as pilot:
        host = pilot.app
        assert isinstance(host, Host)
        put(pilot, "notes", "Likes rowing.")
        await pilot.press("escape")
        assert desk.drafts.get("contact", "7") == {"notes": "Likes rowing."}
        host.show(dialog(replace(DANA, role="peer"), desk=desk, key="7"))
        await pilot.pause()
        await pilot.press("f2")
        await pilot.pause()
        assert ((await result(pilot)).notes, (await result(pilot)).role) == ("Likes rowing.", "peer")


@pytest.mark.parametrize("size", SIZES)
async def test_every_field_can_be_reached_and_seen(size):
    async with showing(dialog(DANA), size) as pilot:
        seen = set()
        for _ in range(20):
            await pilot.pause()
            assert_focus_in_sight(pilot)
            seen.add(pilot.app.focused)
            await pilot.press("tab")
        assert len(seen) == 19
        assert pilot.app.screen.query_one("#hint").region.bottom <= size[1]


EVERYWHERE = Contact(
    name=EVIL,
    nickname=EVIL,
    role=EVIL,
    positions=(Position(EVIL, EVIL),),
    emails=(Labelled(EVIL, EVIL),),
    phones=(Labelled(EVIL, EVIL),),
    links=(Labelled(EVIL, EVIL),),
    addresses=(Address(EVIL, EVIL),),
    tags=(EVIL,),
    birthday=EVIL,
    met=Met(None, EVIL, EVIL),
    cadence=EVIL,
    notes=EVIL,
)


@pytest.mark.parametrize("long", [False, True], ids=["hostile", "a megabyte"])
async def test_hostile_and_huge_values_are_drawn_clean_and_come_back_untouched(long):
    def fill(value):
        return value.replace(EVIL, EVIL + "x" * 1_000_000) if isinstance(value, str) else value

    contact = EVERYWHERE
    if long:
        big = fill(EVIL)
        contact = Contact(
            name=big,
            role=big,
            positions=(Position(big, big),),
            emails=(Labelled(big, "work"), Labelled("a@b.test")),
            addresses=(Address(big),),
            tags=(big,),
            birthday=big,
            cadence=big,
            met=Met(None, big, big),
            notes=big,
        )
    form = ContactDialog(contact, desk=Desk(TODAY), validate=lambda _: {})
    async with showing(form, (120, 40)) as pilot:
        assert_clean(pilot)
        await pilot.press("f2")
        await pilot.pause()
        assert await result(pilot) == contact


async def test_the_unseen_rest_of_a_huge_value_is_kept_when_its_beginning_is_changed():
    notes = "a" * 1_000_000
    async with showing(dialog(replace(DANA, notes=notes))) as pilot:
        field(pilot, "notes").control.focus()
        await pilot.press("home", "ctrl+a", "b", "f2")
        await pilot.pause()
        assert len((await result(pilot)).notes) == 1_000_001
        assert (await result(pilot)).notes.count("b") == 1


async def test_an_emptied_huge_value_is_empty():
    async with showing(dialog(replace(DANA, notes="a" * 1_000_000))) as pilot:
        put(pilot, "notes", "")
        await pilot.press("f2")
        await pilot.pause()
        assert (await result(pilot)).notes == ""


async def test_items_too_long_to_show_are_kept_beside_those_that_are_edited():
    huge = Labelled("x" * 1_000_000 + "@x.test", "work")
    async with showing(dialog(replace(DANA, emails=(huge, *DANA.emails)))) as pilot:
        assert "1 more, too long to show" in drawn(pilot)
        put(pilot, "emails", "d@w.test")
        await pilot.press("f2")
        await pilot.pause()
        assert (await result(pilot)).emails == (DANA.emails[1], huge)
