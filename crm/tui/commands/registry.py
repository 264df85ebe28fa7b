"""What a command is. Key bindings, palette, footer, help screen and docs/KEYS.md are made from commands alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual.binding import Binding

WORK = "The day's work"
PEOPLE = "People"
SEARCH = "The search"
IN_OUT = "In and out"
BACK = "Back and forth"
MOVE = "Moving about"
PROGRAM = "The program"
GROUPS = (WORK, PEOPLE, SEARCH, IN_OUT, BACK, MOVE, PROGRAM)

#: Keys that terminals send for backspace, tab, enter and escape, or keep for themselves.
FORBIDDEN_KEYS = frozenset({"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket", "ctrl+s", "ctrl+z"})

_SHOWN = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "shift+tab": "shift+Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "delete": "Del",
    "space": "Space",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "plus": "+",
    "minus": "-",
    "exclamation_mark": "!",
}
_TYPED = frozenset({"slash", "colon", "question_mark", "space"})


@dataclass(frozen=True, slots=True)
class Situation:
    """What the commands look at to say whether they can be used: the pane with focus and what is under its cursor.

    `entry` is what the cursor of the timeline is on: `touch`, `follow-up` or nothing.
    """

    pane: str = "queue"
    contact_id: int | None = None
    entry: str = ""


WhyNot = Callable[[Situation], str]


def always(_: Situation) -> str:
    """Can always be used."""
    return ""


def somebody(situation: Situation) -> str:
    """Needs a person."""
    return "" if situation.contact_id is not None else "Nobody is chosen: 1 goes to the people, n adds one."


def who_said_no(situation: Situation) -> str:
    """Needs the person who told of a no, or somebody of that employer."""
    if situation.contact_id is not None:
        return ""
    return "Nobody is chosen: a no is recorded with a person. n adds whoever told you, then r."


def something(situation: Situation) -> str:
    """Needs a person, or an entry of the timeline in its pane."""
    if situation.pane == "timeline" and situation.contact_id is not None and not situation.entry:
        return "Nothing has happened here yet; l logs the first touch."
    return somebody(situation)


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `id` is `subject.verb`; the screen has a method `do_subject_verb` for it.

    `footer` is the short word shown in the footer, `rank` its place there (0: not shown). `why_not` gives a sentence
    when the command cannot be used now, which is shown instead of doing it. `typing` is true when its keys work
    while the filter is being typed in, too (never the printable ones). `screen` is the screen it belongs to;
    `everywhere` is every screen but the home screen.
    """

    id: str
    keys: tuple[str, ...]
    title: str
    help: str
    group: str
    footer: str = ""
    rank: int = 0
    why_not: WhyNot = always
    in_palette: bool = True
    typing: bool = False
    screen: str = "home"

    @property
    def method(self) -> str:
        """The name of the method that does it."""
        return "do_" + self.id.replace(".", "_").replace("-", "_")

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The keys as people write them."""
        return tuple(show_key(key) for key in self.keys)


def show_key(key: str) -> str:
    """`slash` as `/`, `escape` as `Esc`."""
    return _SHOWN.get(key, key)


def is_typed(key: str) -> bool:
    """True for a key that is a character in a text field."""
    return len(key) == 1 or key in _TYPED


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """The key bindings of a screen.

    They are priority bindings, so that keys typed ahead are done one after the other: a plain binding is checked
    only when its key has bubbled up, by when a form may have opened or the cursor not have moved yet.
    """
    return [
        Binding(key, f"command('{command.id}', '{key}')", command.title, show=False, priority=True)
        for command in commands
        for key in command.keys
    ]


@dataclass(frozen=True, slots=True)
class ScreenKeys:
    """A screen that opens over the home screen, as help and docs/KEYS.md tell it.

    `about` says in two or three sentences what the screen shows and what is done there.
    """

    name: str
    title: str
    about: str
    commands: tuple[Command, ...] = ()
