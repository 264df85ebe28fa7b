"""Themes: those of the house can be read by everybody; a broken one says what is wrong and harms nobody."""

from __future__ import annotations

from itertools import product

import pytest
from home_host import home, picture, until
from textual.color import Color

from crm.book.places import resource
from crm.tui.themes import COLOURS, VARIABLES, ThemeError, load_themes, read_theme

OURS = sorted(resource("themes").glob("*.yaml"))
GOOD = """name: mine
dark: false
colours:
  primary: "#123456"
  accent: navy
  foreground: "#000"
  background: rgb(255, 255, 255)
variables:
  wait: "#800"
"""


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, 1.4.3: the ratio of relative luminances."""

    def luminance(text: str) -> float:
        channels = [part / 255 for part in Color.parse(text).rgb]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_every_text_of_our_themes_can_be_read(path):
    theme = read_theme(path)
    variables = theme.variables
    texts = {name: variables[name] for name in ("muted", "heading", "wait", "good")}
    texts |= {name: getattr(theme, name) for name in ("foreground", "accent", "error", "warning", "success")}
    grounds = {name: getattr(theme, name) for name in ("background", "surface", "panel")}
    grounds |= {name: variables[name] for name in ("bar", "cursor", "cursor-quiet")}
    for (text, colour), (ground, under) in product(texts.items(), grounds.items()):
        assert contrast(colour, under) >= 4.5, f"{text} on {ground}: {contrast(colour, under):.2f}"


def test_there_is_a_dark_and_a_light_one_and_they_say_everything():
    loaded = load_themes(resource("themes"))
    assert not loaded.problems
    assert {theme.dark for theme in loaded.themes} == {True, False}
    for path in OURS:
        theme = read_theme(path)
        assert theme.name == path.stem
        assert all(getattr(theme, colour) for colour in COLOURS)
        assert set(theme.variables) == set(VARIABLES)


def test_a_good_theme_is_read(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD)
    theme = read_theme(path)
    assert (theme.name, theme.dark, theme.accent, theme.variables["wait"]) == ("mine", False, "navy", "#800")
    assert theme.variables["muted"] == VARIABLES["muted"]


BROKEN = {
    "colour": (GOOD.replace("navy", "bluish-ish"), "line 5, accent: “bluish-ish” is no colour; write it like #1f6feb."),
    "markup": (GOOD.replace("navy", "'[/]\\x1b[31m'"), "line 5, accent"),
    "unknown": (GOOD + "fonts: big\n", "line 10, “fonts” is not known here"),
    "unknown variable": (GOOD + "  wiggle: red\n", "line 10, “wiggle” is not known here"),
    "missing": (GOOD.replace('  primary: "#123456"\n', ""), "colours: primary is missing"),
    "dark": (GOOD.replace("dark: false", "dark: maybe"), "line 2, dark is true or false"),
    "list": ("- a\n- b\n", "line 1, write name, dark"),
    "deep": ("colours:\n  primary:\n    deep: x\n", "line 3, write name, dark"),
    "deep name": ("name:\n  primary: x\n", "line 2, write name, dark"),
    "alias": ("name: &a x\ncolours: *a\n", "line 2, write name, dark"),
    "brackets": ("[" * 10_000, "line 1, write name, dark"),
    "not yaml": ("name: 'x\n", "is not used: line"),
    "tabs": ("\tname: x\n", "is not used: line 1, this is not YAML"),
    "long": ("#" * 20_000, "is over 16 kB"),
    "latin-1": (b"name: Jos\xe9\n", "is not UTF-8 text"),
    "nothing": ("", "colours: primary is missing"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_theme_is_one_sentence_with_file_line_and_reason(tmp_path, name):
    text, expected = BROKEN[name]
    path = tmp_path / "broken.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ThemeError) as caught:
        read_theme(path)
    message = str(caught.value)
    assert message.startswith("The theme broken.yaml ") and expected in message
    assert message.endswith(".") and message.isprintable()


def test_the_others_load_and_a_later_folder_wins(tmp_path):
    (tmp_path / "broken.yaml").write_text("name: [")
    (tmp_path / "mine.yaml").write_text(GOOD.replace("name: mine", "name: callback-dark"))
    loaded = load_themes(resource("themes"), tmp_path, tmp_path / "missing")
    assert len(loaded.problems) == 1
    assert [theme.name for theme in loaded.themes] == ["callback-dark", "callback-light"]
    assert loaded.themes[0].accent == "navy"


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
async def test_a_theme_can_be_worn_from_the_start(tmp_path, path):
    async with home(tmp_path, theme=path.stem) as (pilot, _):
        assert pilot.app.theme == path.stem


async def test_the_palette_changes_the_theme(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        screen.run_command("app.theme")
        await until(pilot, lambda: "callback-light" in picture(pilot.app))
        await pilot.press(*"light", "enter")
        await until(pilot, lambda: pilot.app.theme == "callback-light")


async def test_an_unknown_theme_in_the_settings_is_said(tmp_path):
    from home_host import toasts

    async with home(tmp_path, theme="no-such") as (pilot, _):
        assert pilot.app.theme == "callback-dark"
        assert "There is no theme “no-such”" in toasts(pilot.app)[0]
