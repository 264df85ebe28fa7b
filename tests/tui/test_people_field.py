"""People with their parts on one line of a form."""

from __future__ import annotations

from datetime import date

from dialog_host import EVIL, TODAY, assert_clean, field, result, showing

from crm.domain.opportunities import Opportunity, Person, StageEvent
from crm.tui.dialogs.opportunity import OpportunityDialog
from crm.tui.dialogs.people_field import PersonText
from crm.tui.dialogs.values import Desk


def form(*people: Person) -> OpportunityDialog:
    history = (StageEvent(date(2026, 11, 3), "interviewing", 1),)
    found = Opportunity(1, "u", "Analyst", None, "", people=people, history=history)
    return OpportunityDialog(found, desk=Desk(TODAY))


async def test_untouched_it_gives_back_exactly_who_stood_there():
    them = (Person(4, "Smith, John (junior)", "peer"), Person(5, EVIL, EVIL))
    async with showing(form(*them)) as pilot:
        assert_clean(pilot)
        await pilot.press("enter")
        found = (await result(pilot)).people
    assert found == tuple(PersonText(each.name, each.part, each.contact_id) for each in them)


async def test_those_who_stay_keep_their_id_also_where_two_have_one_name():
    async with showing(form(Person(4, "Sam Lee", "hr"), Person(9, "Sam Lee", "peer"))) as pilot:
        field(pilot, "people").text = "Sam Lee (recruiter), Sam Lee (peer), Ann"
        await pilot.press("enter")
        found = (await result(pilot)).people
    assert found == (PersonText("Sam Lee", "recruiter", 4), PersonText("Sam Lee", "peer", 9), PersonText("Ann"))


async def test_a_name_with_a_comma_is_still_one_name_when_others_are_added():
    async with showing(form(Person(4, "Smith, John", "peer"))) as pilot:
        assert field(pilot, "people").text == "Smith; John (peer)"
        field(pilot, "people").text += ", , Ann ( hr )"
        await pilot.press("enter")
        found = (await result(pilot)).people
    assert found == (PersonText("Smith; John", "peer", 4), PersonText("Ann", "hr"))


async def test_emptied_nobody_has_a_part():
    async with showing(form(Person(4, "Sam Lee", "hr"))) as pilot:
        field(pilot, "people").text = " "
        await pilot.press("enter")
        assert (await result(pilot)).people == ()
