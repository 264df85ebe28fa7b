"""The registry of commands: everything that shows keys is made from it, and says the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from home_host import home, picture, toasts, until
from textual.keys import Keys, _character_to_key
from textual.widgets import OptionList

from crm.domain.text import fold
from crm.tui.commands import COMMANDS, FORBIDDEN_KEYS, GROUPS, commands_of, footer_commands, is_typed, keys_markdown
from crm.tui.palette import MOST_HITS, Palette, find_commands, score
from crm.tui.screens.acts import Acts
from crm.tui.screens.help import HelpScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.screens.plan import PlanScreen
from crm.tui.screens.plan_preview import PlanPreviewScreen
from crm.tui.screens.search_acts import SearchActs
from crm.tui.widgets.bars import KeyBar

ALL_KEYS = [key for command in COMMANDS for key in command.keys]


def test_no_key_means_two_things():
    assert [key for key, number in Counter(ALL_KEYS).items() if number > 1] == []
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


def test_no_key_is_one_that_terminals_keep_or_send_for_another():
    assert not FORBIDDEN_KEYS & set(ALL_KEYS)
    assert not {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+s", "ctrl+z"} & set(ALL_KEYS)
    default_quit = next(command for command in COMMANDS if command.id == "app.quit")
    assert default_quit.keys[0] == "q", "ctrl+q is the second way only: some terminals keep it"


@pytest.mark.parametrize("key", ALL_KEYS)
def test_every_key_is_one_that_textual_knows(key):
    last = key.split("+")[-1]
    named = {member.value for member in Keys}
    assert last in named or len(last) == 1 or last in {_character_to_key(char) for char in "/:?"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_can_be_done_and_is_in_a_group(command):
    assert sum(hasattr(doer, command.method) for doer in (HomeScreen, Acts, SearchActs)) == 1
    assert command.group in GROUPS and command.title
    assert command.keys or command.in_palette, "there is some way to it"
    assert not (command.typing and all(is_typed(key) for key in command.keys))


def test_every_screen_method_is_a_command():
    methods = {name for name in (*dir(HomeScreen), *dir(Acts), *dir(SearchActs)) if name.startswith("do_")}
    assert methods == {command.method for command in COMMANDS}


@pytest.mark.parametrize("screen", [PlanScreen, PlanPreviewScreen])
def test_every_command_of_a_plan_can_be_done_and_no_key_means_two_things(screen):
    commands = commands_of(screen.NAME)
    assert [command.id for command in commands if not hasattr(screen, command.method)] == []
    keys = [key for command in commands for key in command.keys]
    assert len(keys) == len(set(keys)) and not FORBIDDEN_KEYS & set(keys)


def test_the_footer_at_80_cells_has_six_to_eight_keys_and_always_help():
    bar = KeyBar()
    for width, least in ((80, 6), (120, 8), (60, 4)):
        text = "".join(part for part, _ in bar.layout_lines(width)[0]).rstrip()
        assert len(text) <= width
        assert text.endswith("? help")
        assert text.count("   ") + 1 >= least
    assert footer_commands()[-1].id == "app.help"


def test_docs_keys_is_what_the_registry_says():
    written = Path(__file__).resolve().parents[2] / "docs" / "KEYS.md"
    assert written.read_text("utf-8") == keys_markdown(), "run: python -m crm.tui.commands > docs/KEYS.md"


async def test_help_lists_every_command_with_its_keys(tmp_path):
    async with home(tmp_path, size=(100, 200)) as (pilot, screen):
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await until(pilot, lambda: "The program" in picture(pilot.app))
        seen = picture(pilot.app)
        for command in COMMANDS:
            assert command.title in seen
            assert all(key in seen for key in command.shown_keys)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_help_opens_while_the_filter_is_typed_in_only_by_f1(tmp_path):
    async with home(tmp_path) as (pilot, _screen):
        await pilot.press("slash", "f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.in_palette], ids=lambda command: command.id)
def test_the_palette_finds_every_command_by_its_title(command):
    assert find_commands(command.title)[0][1] is command


def test_the_palette_compares_folded_and_is_capped():
    assert score("jose", "José Gül") == 1.0
    assert score("GUL", "José Gül") == score("gül", fold("José Gül"))
    assert score("zzz", "José") == 0
    assert len(find_commands("a", COMMANDS * 40)) == MOST_HITS


async def test_the_palette_does_a_command(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("colon", *"timeline")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count)
        await until(
            pilot, lambda: "Timeline" in str(pilot.app.screen.query_one(OptionList).get_option_at_index(0).prompt)
        )
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen and screen.pane == "timeline")


async def test_the_palette_finds_a_person_without_accents(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        await pilot.press("ctrl+p", *"jose gul")
        await until(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await until(pilot, lambda: "José Gül, Harbor Foods" in picture(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: screen.timeline.card.contact.name == "José Gül")


async def test_a_command_that_cannot_be_done_says_why(tmp_path):
    async with home(tmp_path, None) as (pilot, screen):
        for command in COMMANDS:
            if command.why_not(screen.situation()):
                screen.run_command(command.id)
                assert await _said(pilot, "Nobody is chosen")


async def _said(pilot, text):
    await until(pilot, lambda: any(text in toast for toast in toasts(pilot.app)))
    return True
