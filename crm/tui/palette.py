"""What the command palette finds: commands, people, themes. Never more than it can draw at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.command import CommandInput, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.containers import Horizontal, Vertical
from textual.widgets import LoadingIndicator

from crm.book import reading
from crm.domain.text import fold
from crm.tui.commands import COMMANDS, Command, Situation
from crm.tui.dialogs.inputs import CleanInput, one_line
from crm.tui.widgets.safe import cut, line

if TYPE_CHECKING:
    from crm.tui.app import CallbackApp

#: Textual draws a widget line for each hit and does so at every key: more of them make typing slow.
MOST_HITS = 50
_PEOPLE = 20
_WORDS_BEGIN = 0.8
_LONGEST_QUERY = 200
#: Where the keys begin. Names with employers end before it, so that keys and persons stand in one column.
_COLUMN = 44


def score(query: str, text: str) -> float:
    """How well folded `query` fits folded `text`, from 0 (not at all) to 1: as its beginning, a word's, or inside."""
    wanted = fold(query).split()
    folded = fold(text)
    if not wanted or not all(word in folded for word in wanted):
        return 0.0
    if folded.startswith(wanted[0]):
        return 1.0
    return _WORDS_BEGIN if all(f" {word}" in f" {folded}" for word in wanted) else 0.5


def find_commands(query: str, commands: Iterable[Command] = COMMANDS) -> list[tuple[float, Command]]:
    """The commands that fit, the best first."""
    found = []
    for command in commands:
        if not command.in_palette:
            continue
        in_help = score(query, f"{command.help} {command.group}")
        best = max(score(query, command.title), 0.6 * in_help if in_help >= _WORDS_BEGIN else 0.0)
        if best:
            found.append((best, command))
    return sorted(found, key=lambda pair: -pair[0])[:MOST_HITS]


class PaletteInput(CommandInput, CleanInput):
    """What is looked for: one clean line, and no longer than anything it could find."""

    def validate_value(self, value: str) -> str:
        """What is set, typed or pasted, cleaned and cut."""
        return one_line(value)[:_LONGEST_QUERY]


class Palette(CommandPalette):
    """Textual's palette in our colours, with an input that cleans.

    Without its emoji, as terminals disagree about how wide it is, and without its pulsing dots.
    """

    DEFAULT_CSS = """
    Palette > Vertical { background: $background; }
    Palette LoadingIndicator { display: none; }
    Palette > .command-palette--help-text { color: $muted; text-style: none; }
    Palette #--input, Palette #--input.--list-visible { border: none; padding: 0 2; background: $cursor-quiet; }
    Palette CommandInput, Palette CommandInput:focus { background: $cursor-quiet; }
    Palette #--results { background: $background; }
    Palette CommandList, Palette CommandList:focus, Palette CommandList.--populating {
        background: $background;
        border: none;
        border-bottom: solid $rule;
        padding: 0;
        max-height: 70vh;
        scrollbar-size-vertical: 1;
        scrollbar-color: $rule;
        scrollbar-color-hover: $muted;
        scrollbar-color-active: $accent;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    Palette CommandList > .option-list--option { padding: 0 2; text-style: none; }
    Palette CommandList > .option-list--option-hover { background: $cursor-quiet; }
    Palette CommandList > .option-list--option-highlighted {
        color: $foreground;
        background: $cursor;
        text-style: none;
    }
    """

    def compose(self) -> ComposeResult:
        """As Textual's, with our input."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield PaletteInput(placeholder=self._placeholder)
            with Vertical(id="--results"):
                yield CommandList()
                yield LoadingIndicator()


class _Ours(Provider):
    @property
    def ours(self) -> CallbackApp:
        """The app."""
        return cast("CallbackApp", self.app)

    def _row(self, label: str, beside: str, ink: str) -> Text:
        """A label, cut where it must be, and in the column beside it what it is or which keys do it."""
        shown = cut(label, _COLUMN - 2)
        gap = " " * (_COLUMN - cell_len(shown)) if beside else ""
        return Text.assemble(shown, gap, (beside, Style(color=self.ours.theme_variables[ink])))


class CommandProvider(_Ours):
    """Every command of the registry; those that cannot be used now say why."""

    async def discover(self) -> Hits:
        """All of them, in their order."""
        for command in COMMANDS:
            if command.in_palette:
                text, why = self._text(command)
                yield DiscoveryHit(text, self._do(command), text=command.title, help=why)

    async def search(self, query: str) -> Hits:
        """Those that fit."""
        for found, command in find_commands(query):
            text, why = self._text(command)
            yield Hit(found, text, self._do(command), text=command.title, help=why)

    def _text(self, command: Command) -> tuple[Text, str | None]:
        text = self._row(command.title, " ".join(command.shown_keys), "accent")
        return text, command.why_not(self._situation()) or None

    def _situation(self) -> Situation:
        return self.ours.home.situation()

    def _do(self, command: Command) -> Callable[[], None]:
        return partial(self.ours.home.run_command, command.id)


class PeopleProvider(_Ours):
    """People by name or employer."""

    async def search(self, query: str) -> Hits:
        """The first few that fit."""
        rows = await self.ours.gateway.run(reading.contacts_page, query, 0, _PEOPLE)
        for place, row in enumerate(rows):
            label = line(", ".join(part for part in (row.name, row.employer) if part), 120)
            text = self._row(label, "person", "muted")
            yield Hit(0.7 - place / 1000, text, partial(self.ours.home.selected, row.id), text=label)


class ThemeProvider(_Ours):
    """The themes that were loaded."""

    async def discover(self) -> Hits:
        """All of them."""
        for name in self.ours.theme_names[:MOST_HITS]:
            label = line(name, 60)
            yield DiscoveryHit(Text(label), partial(self.ours.choose_theme, name), text=label)

    async def search(self, query: str) -> Hits:
        """Those that fit."""
        for name in self.ours.theme_names[:MOST_HITS]:
            if found := score(query, name):
                label = line(name, 60)
                yield Hit(found, Text(label), partial(self.ours.choose_theme, name), text=label)
