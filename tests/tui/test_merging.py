"""A merge looked at before it is done: what stays, what goes, what is chosen, and the act."""

from __future__ import annotations

import re

import pytest
from doubles_host import opened, settled, twice
from home_host import call, home, picture, toasts, until
from textual.widgets import OptionList

from crm.book import history, people, reading
from crm.book.errors import NotFound
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position
from crm.tui.dialogs.pick import PickDialog
from crm.tui.screens.merging import MergingScreen


async def merging(pilot):
    """The merge of the first pair."""
    await opened(pilot)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, MergingScreen) and pilot.app.screen.preview)
    return pilot.app.screen


async def go_to(pilot, over, field):
    await pilot.press("g")
    while over.list.current != field:
        await pilot.press("j")
        await pilot.pause()


def chosen(over, name):
    return next(field.chosen for field in over.preview.fields if field.field == name)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_field_by_field_with_what_comes_of_it(tmp_path, size):
    async with home(tmp_path, twice, size=size) as (pilot, _screen):
        over = await merging(pilot)
        await until(pilot, lambda: "Marta Kowalska stays, Kowalska, Marta goes into it." in picture(pilot.app))
        seen = picture(pilot.app)
        assert "With it come 2 touches and 1 follow-up." in seen and "nothing is done before Enter" in seen
        assert "→ Marta Kowalska" in seen and "→ hiring manager" in seen
        await pilot.press("G")
        await until(pilot, lambda: "mk@home.test (home)" in picture(pilot.app))
        seen = picture(pilot.app)
        assert re.search(r"marta@lantern\.test\s\(work\)", seen)
        if size[0] > 100:
            assert "IT BECOMES" in seen
        else:
            assert "becomes" in seen and "both" in seen, "what comes of both stands below them"
        assert chosen(over, "emails") == "both" and chosen(over, "name") == "kept"


async def test_what_is_chosen_becomes_of_it_and_is_one_act_that_undo_takes_back(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        over = await merging(pilot)
        keep, drop = over.keep, over.drop
        before = await call(screen, people.get_contact, keep), await call(screen, people.get_contact, drop)
        steps = len(await call(screen, history.history))
        await go_to(pilot, over, "role")
        await pilot.press("space")
        await until(pilot, lambda: "→ peer" in picture(pilot.app))
        await go_to(pilot, over, "notes")
        await pilot.press("left")
        await until(pilot, lambda: chosen(over, "notes") == "other")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not over)
        found = await call(screen, people.get_contact, keep)
        assert (found.role, found.notes) == ("peer", "From my old address book.")
        assert [point.value for point in found.emails] == ["marta@lantern.test", "mk@home.test"]
        assert (await call(screen, reading.contact_card, keep)).touches == 3
        with pytest.raises(NotFound):
            await call(screen, people.get_contact, drop)
        assert len(await call(screen, history.history)) == steps + 1
        await pilot.press("u")
        await until(pilot, lambda: any("Undone: Merge" in toast for toast in toasts(pilot.app)))
        assert (await call(screen, people.get_contact, keep), await call(screen, people.get_contact, drop)) == before


async def test_arrows_go_along_the_choices_and_stop_at_their_ends(tmp_path):
    async with home(tmp_path, twice) as (pilot, _screen):
        over = await merging(pilot)
        await go_to(pilot, over, "notes")
        assert chosen(over, "notes") == "both"
        for key, after in (
            ("right", "both"),
            ("left", "other"),
            ("left", "kept"),
            ("left", "kept"),
            ("right", "other"),
        ):
            await pilot.press(key)
            await until(pilot, lambda after=after: chosen(over, "notes") == after)
        for after in ("both", "kept", "other"):
            await pilot.press("space")
            await until(pilot, lambda after=after: chosen(over, "notes") == after)
        await go_to(pilot, over, "role")
        await pilot.press("right", "right")
        await until(pilot, lambda: toasts(pilot.app) == ["Both cannot stand under role: one of the two."])


async def test_choices_can_be_taken_back_and_made_again(tmp_path):
    async with home(tmp_path, twice) as (pilot, _screen):
        over = await merging(pilot)
        await go_to(pilot, over, "role")
        await pilot.press("space")
        await until(pilot, lambda: chosen(over, "role") == "other")
        await pilot.press("u")
        await until(pilot, lambda: chosen(over, "role") == "kept")
        await pilot.press("U")
        await until(pilot, lambda: chosen(over, "role") == "other")
        await pilot.press("U")
        await until(pilot, lambda: toasts(pilot.app) == ["There is no choice to make again."])
        await pilot.press("u", "u")
        await until(pilot, lambda: toasts(pilot.app) == ["Nothing was chosen here yet; Esc goes back."])
        assert chosen(over, "role") == "kept"


async def test_leaving_changes_nothing(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        steps = len(await call(screen, history.history))
        over = await merging(pilot)
        await go_to(pilot, over, "role")
        await pilot.press("space", "escape")
        await until(pilot, lambda: pilot.app.screen is not over)
        assert len(await call(screen, history.history)) == steps
        assert len(pilot.app.screen.list.all_pairs) == 2


async def test_the_other_one_may_stay_with_the_values_that_were_chosen(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        over = await merging(pilot)
        keep, drop = over.keep, over.drop
        await go_to(pilot, over, "role")
        await pilot.press("space", "s")
        await until(pilot, lambda: "Kowalska, Marta stays, Marta Kowalska goes into it." in picture(pilot.app))
        assert (over.keep, over.drop) == (drop, keep) and chosen(over, "role") == "kept"
        await pilot.press("u")
        await until(pilot, lambda: chosen(over, "role") == "kept" and not over.choices)
        await pilot.press("U", "enter")
        await until(pilot, lambda: pilot.app.screen is not over)
        assert (await call(screen, people.get_contact, drop)).role == "peer"


async def test_keys_typed_ahead_are_all_meant(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        over = await merging(pilot)
        keep = over.keep
        await go_to(pilot, over, "role")
        await pilot.press("space", "enter")
        await until(pilot, lambda: pilot.app.screen is not over)
        assert (await call(screen, people.get_contact, keep)).role == "peer"


async def test_two_that_differ_in_nothing_are_merged_all_the_same(tmp_path):
    def same(book: Book) -> None:
        for _ in range(2):
            people.add_contact(
                book,
                Contact(name="Ada Other", positions=(Position("Kestrel"),), emails=(Labelled("ada@kestrel.test"),)),
            )

    async with home(tmp_path, same) as (pilot, screen):
        doubles = await opened(pilot, 1)
        await pilot.press("enter")
        await until(pilot, lambda: "They differ in nothing that is to be chosen." in picture(pilot.app))
        assert "No history comes with it." in picture(pilot.app)
        await pilot.press("space")
        await until(pilot, lambda: any("nothing that could be chosen" in toast for toast in toasts(pilot.app)))
        await pilot.press("z", "j", "enter")
        await until(pilot, lambda: pilot.app.screen is doubles and settled(doubles))
        assert await call(screen, reading.contacts_count) == 1
        assert toasts(pilot.app) == ["Merged: Ada Other remains; u undoes"]


async def test_long_texts_are_shown_to_their_end_by_z(tmp_path):
    def wordy(book: Book) -> None:
        ids = twice(book)
        with book.act("notes"):
            book.store.database.execute_sql(
                "UPDATE contact SET notes = ? WHERE id = ?", ("so many words " * 60 + "and the end", ids["Kowalska"])
            )

    async with home(tmp_path, wordy, size=(120, 60)) as (pilot, _screen):
        over = await merging(pilot)
        await until(pilot, lambda: "so many words" in picture(pilot.app))
        assert "the end" not in picture(pilot.app)
        await go_to(pilot, over, "notes")
        await pilot.press("z")
        await until(pilot, lambda: "the end" in picture(pilot.app))
        await pilot.press("z")
        await until(pilot, lambda: "the end" not in picture(pilot.app))


async def test_somebody_who_is_gone_meanwhile_ends_it_with_a_sentence(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        over = await merging(pilot)
        await call(screen, people.delete_contact, over.drop)
        await pilot.press("enter")
        await until(pilot, lambda: toasts(pilot.app) == ["This contact is no longer in the book."])
        over.reload()
        await until(pilot, lambda: pilot.app.screen is not over)
        await until(pilot, lambda: pilot.app.screen.list.row_count == 1)


async def from_the_palette(pilot, screen):
    screen.run_command("person.merge")
    await until(pilot, lambda: isinstance(pilot.app.screen, PickDialog) and pilot.app.screen.focused)
    return pilot.app.screen


async def test_the_chosen_person_is_merged_with_another_found_by_name(tmp_path):
    async with home(tmp_path, twice) as (pilot, screen):
        await pilot.press("1", *"gj")
        await until(pilot, lambda: screen.contact_id is not None)
        chosen_id = screen.contact_id
        name = (await call(screen, people.get_contact, chosen_id)).name
        dialog = await from_the_palette(pilot, screen)
        assert f"Merge {name} with" in picture(pilot.app)
        await pilot.press(*"ferris")
        others = dialog.query_one(OptionList)
        await until(pilot, lambda: 0 < others.option_count < 3)
        assert name not in [str(others.get_option_at_index(n).prompt) for n in range(others.option_count)]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergingScreen) and pilot.app.screen.preview)
        over = pilot.app.screen
        assert over.keep == chosen_id
        drop = over.drop
        await pilot.press("s")
        await until(pilot, lambda: over.preview.keep == drop)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(
            pilot,
            lambda: screen.contact_id == drop,
        )
        assert any("Merged:" in toast for toast in toasts(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: any("undone: Merge" in toast for toast in toasts(pilot.app)))
        assert await call(screen, people.get_contact, chosen_id)
