"""All commands of the app, once, by the screen they belong to.

Key bindings, palette, footer, help screen and docs/KEYS.md are made from them.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm.tui.commands.brief import BRIEF
from crm.tui.commands.bringing import BRINGING
from crm.tui.commands.calendar import CALENDAR
from crm.tui.commands.concerns import CONCERNS
from crm.tui.commands.doubles import DOUBLES
from crm.tui.commands.everywhere import EVERYWHERE
from crm.tui.commands.home import FORM_KEYS, FORMS, HOME
from crm.tui.commands.interview import INTERVIEWS
from crm.tui.commands.lessons import LESSONS
from crm.tui.commands.letter import LETTER, VERSIONS
from crm.tui.commands.letters import LETTERS
from crm.tui.commands.merging import MERGING
from crm.tui.commands.news import NEWS
from crm.tui.commands.opportunity import OPPORTUNITY
from crm.tui.commands.pipeline import PIPELINE
from crm.tui.commands.plan import PLAN, PREVIEW
from crm.tui.commands.prepare import PREPARE
from crm.tui.commands.proofs import PROOFS
from crm.tui.commands.registry import (
    FORBIDDEN_KEYS,
    GROUPS,
    Command,
    ScreenKeys,
    Situation,
    bindings,
    is_typed,
    show_key,
)
from crm.tui.commands.targets import TARGETS
from crm.tui.commands.windows import WINDOWS

__all__ = [
    "BY_ID",
    "COMMANDS",
    "EVERYWHERE",
    "FORBIDDEN_KEYS",
    "FORMS",
    "FORM_KEYS",
    "GROUPS",
    "SCREENS",
    "Command",
    "ScreenKeys",
    "Situation",
    "bindings",
    "commands_of",
    "footer_commands",
    "is_typed",
    "keys_markdown",
    "show_key",
]

#: The commands of the home screen, which are those of the palette.
COMMANDS = HOME
BY_ID = {command.id: command for command in COMMANDS}


_OVER: tuple[ScreenKeys, ...] = (
    PIPELINE,
    OPPORTUNITY,
    TARGETS,
    WINDOWS,
    LETTERS,
    LETTER,
    VERSIONS,
    NEWS,
    PLAN,
    PREVIEW,
    BRIEF,
    INTERVIEWS,
    PREPARE,
    CONCERNS,
    PROOFS,
    LESSONS,
    BRINGING,
    DOUBLES,
    MERGING,
    CALENDAR,
)
#: The screens that open over the home screen, by name; each is declared in a module beside this one.
SCREENS: dict[str, ScreenKeys] = {screen.name: screen for screen in _OVER}


def commands_of(screen: str) -> tuple[Command, ...]:
    """All commands of a screen: its own, then those of every screen whose keys it leaves free."""
    if screen == "home":
        return COMMANDS
    own = SCREENS[screen].commands
    taken = {key for command in own for key in command.keys}
    return (*own, *(command for command in EVERYWHERE if not taken & set(command.keys)))


def footer_commands(screen: str = "home") -> Sequence[Command]:
    """The commands of the footer, the most wanted first; help is the last."""
    return sorted((command for command in commands_of(screen) if command.rank), key=lambda command: command.rank)


def _table(commands: Sequence[Command]) -> list[str]:
    lines = ["| key | command | what it does |", "|---|---|---|"]
    for command in commands:
        keys = " ".join(f"`{key}`" for key in command.shown_keys) or "palette"
        lines.append(f"| {keys} | {command.title} | {command.help} |")
    return [*lines, ""]


def keys_markdown() -> str:
    """docs/KEYS.md."""
    lines = ["# Keys", "", "Made from the registry of commands (`crm/tui/commands`); `?` shows the same list.", ""]
    for group in GROUPS:
        found = [command for command in COMMANDS if command.group == group]
        lines += [f"## {group}", "", *_table(found)]
    for screen in SCREENS.values():
        lines += [f"## {screen.title}", "", screen.about, "", *_table(screen.commands)]
    if SCREENS:
        lines += ["## On every screen that opens over the home screen", "", *_table(EVERYWHERE)]
    lines += [f"## {FORMS}", "", "| key | command | what it does |", "|---|---|---|"]
    for form_keys, title, said in FORM_KEYS:
        lines.append(f"| {' '.join(f'`{show_key(key)}`' for key in form_keys)} | {title} | {said} |")
    lines += [
        "",
        "`:` or `ctrl+p` finds every command and every person by name. Everything accepts the mouse: a click "
        "chooses, a second one opens, the footer and the tabs can be clicked.",
        "",
    ]
    return "\n".join(lines)
