"""What the command palette finds: commands, people, themes. Never more than it can draw at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from crm.book import reading
from crm.domain.text import fold
from crm.tui.commands import COMMANDS, Command, Situation
from crm.tui.widgets.safe import line

if TYPE_CHECKING:
    from crm.tui.app import CallbackApp

#: Textual draws a widget line for each hit and does so at every key: more of them make typing slow.
MOST_HITS = 50
_PEOPLE = 20
_WORDS_BEGIN = 0.8


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


class Palette(CommandPalette):
    """Textual's palette without its emoji: terminals disagree about how wide it is."""

    DEFAULT_CSS = """
    Palette SearchIcon { display: none; }
    Palette #--input { height: auto; border: hkey $rule; background: $background; }
    Palette #--results { background: $background; }
    Palette CommandInput { background: $background; }
    Palette CommandList { background: $background; border-bottom: hkey $rule; max-height: 70vh; }
    """


class _Ours(Provider):
    @property
    def ours(self) -> CallbackApp:
        """The app."""
        return cast("CallbackApp", self.app)


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
        keys = " ".join(command.shown_keys)
        text = Text(f"{command.title}  {keys}".strip())
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
            yield Hit(
                0.7 - place / 1000, Text(f"{label}  person"), partial(self.ours.home.selected, row.id), text=label
            )


class ThemeProvider(_Ours):
    """The themes that were loaded."""

    async def discover(self) -> Hits:
        """All of them."""
        for name in self.ours.theme_names[:MOST_HITS]:
            label = line(name, 60)
            yield DiscoveryHit(Text(label), partial(self.ours.use_theme, name), text=label)

    async def search(self, query: str) -> Hits:
        """Those that fit."""
        for name in self.ours.theme_names[:MOST_HITS]:
            if found := score(query, name):
                label = line(name, 60)
                yield Hit(found, Text(label), partial(self.ours.use_theme, name), text=label)
