"""All commands of the app, once. Key bindings, palette, footer, help screen and docs/KEYS.md are made from this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding

WORK = "The day's work"
PEOPLE = "People"
BACK = "Back and forth"
MOVE = "Moving about"
PROGRAM = "The program"
GROUPS = (WORK, PEOPLE, BACK, MOVE, PROGRAM)

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
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "delete": "Del",
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
    while the filter is being typed in, too (never the printable ones).
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


COMMANDS: tuple[Command, ...] = (
    Command(
        "touch.log", ("l",), "Log a touch",
        "A call, a voicemail, a letter …: preset from what was due, the cursor already in the note. Enter saves.",
        WORK, "log", 1, somebody,
    ),
    Command(
        "plan.new", ("f",), "Plan a follow-up",
        "A date for this person, with its purpose: “next tue”, “in 2 weeks”, “+10d”, 2026-12-01.",
        WORK, "plan", 2, somebody,
    ),
    Command(
        "plan.move", ("m",), "Move a follow-up", "Another date for what is planned or promised.",
        WORK, "move", 10, somebody,
    ),
    Command(
        "plan.cancel", ("C",), "Cancel a follow-up",
        "Takes a planned date away; your calendar is told at the next export.",
        WORK, why_not=somebody,
    ),
    Command(
        "next.snooze", ("s",), "Snooze", "Leave this person alone until a day.",
        WORK, "snooze", 3, somebody,
    ),
    Command("next.wake", (), "End the snooze", "The person is back in the queue.", WORK, why_not=somebody),
    Command(
        "next.done", ("d",), "Done",
        "The follow-up or promise that makes the row due is done, without a touch. Otherwise it asks to log one.",
        WORK, "done", 4, somebody,
    ),
    Command(
        "next.skip", ("S",), "Skip this time",
        "Passes on what is due: a planned date is skipped, a cadence runs again from today.",
        WORK, why_not=somebody,
    ),
    Command(
        "answer.none", ("a",), "No answer needed", "What they wrote does not wait any more.",
        WORK, why_not=somebody,
    ),
    Command("person.new", ("n",), "New person", "Adds a contact.", PEOPLE, "new", 9),
    Command(
        "entry.edit", ("e",), "Edit", "The person; in the timeline, the entry under the cursor.",
        PEOPLE, "edit", 7, something,
    ),
    Command("person.edit", ("E",), "Edit the person", "Names, employer, addresses, notes …", PEOPLE, why_not=somebody),
    Command(
        "person.cadence", ("c",), "Cadence", "How often to be in touch: “2 months”, “10 days”, “none”, “default”.",
        PEOPLE, why_not=somebody,
    ),
    Command(
        "person.rest", ("X",), "Do not contact",
        "Never in the queue or a calendar; the same key takes the mark off again.",
        PEOPLE, why_not=somebody,
    ),
    Command(
        "entry.delete", ("D", "delete"), "Delete",
        "The person; in the timeline, the entry under the cursor. u brings it back.",
        PEOPLE, why_not=something,
    ),
    Command("history.undo", ("u",), "Undo", "Takes back what was done last, also after a restart.", BACK, "undo", 8),
    Command("history.redo", ("U",), "Redo", "Does again what was undone.", BACK),
    Command(
        "move.down", ("j", "down"), "Down", "The next row; the other panes follow.", MOVE, in_palette=False,
        typing=True,
    ),
    Command("move.up", ("k", "up"), "Up", "The row before.", MOVE, in_palette=False),
    Command("move.top", ("g", "home"), "To the top", "The first row.", MOVE, in_palette=False),
    Command("move.bottom", ("G", "end"), "To the bottom", "The last row.", MOVE, in_palette=False),
    Command("move.page-down", ("pagedown", "ctrl+d"), "A screen down", "", MOVE, in_palette=False),
    Command("move.page-up", ("pageup", "ctrl+u"), "A screen up", "", MOVE, in_palette=False),
    Command(
        "pane.open", ("enter",), "Open",
        "From a list to the person's timeline; there it unfolds a long note.", MOVE, in_palette=False, typing=True,
    ),
    Command(
        "pane.back", ("escape",), "Back",
        "Out of a form, a filter, a pane. What was typed in a form is kept.", MOVE, in_palette=False, typing=True,
    ),
    Command("pane.people", ("1",), "People", "To the list of all people.", MOVE),
    Command("pane.timeline", ("2",), "Timeline", "To what happened with this person.", MOVE),
    Command("pane.queue", ("3",), "Next", "To the queue: who is next, and why.", MOVE),
    Command("pane.following", ("tab",), "Next pane", "Round the panes.", MOVE, in_palette=False, typing=True),
    Command(
        "pane.previous", ("shift+tab",), "Previous pane", "Round the other way.", MOVE, in_palette=False, typing=True
    ),
    Command(
        "people.filter", ("slash",), "Filter people",
        "As you type, with or without accents. Enter goes to the list, Esc clears.", PROGRAM, "filter", 5,
    ),
    Command(
        "app.palette", ("colon", "ctrl+p"), "Commands", "Every command and every person by name.",
        PROGRAM, "commands", 6, in_palette=False, typing=True,
    ),
    Command(
        "calendar.export", ("i",), "Export to a calendar",
        "The dates as an .ics file in the folder the app was started in; a calendar imports it.", PROGRAM,
    ),
    Command("app.theme", (), "Change the theme", "Light, dark, or your own from the themes folder.", PROGRAM),
    Command("app.help", ("question_mark", "f1"), "Help", "This list.", PROGRAM, "help", 99, typing=True),
    Command("app.quit", ("q", "ctrl+q"), "Quit", "Everything is saved already.", PROGRAM),
)  # fmt: skip

#: The keys of the forms: for the help screen and docs/KEYS.md. The forms themselves bind them.
FORMS = "In forms"
FORM_KEYS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("enter",), "Save", "In a list of several lines it makes a new one: there f2 saves."),
    (("f2",), "Save", "From every field."),
    (("escape",), "Back", "What was typed is kept and stands there when the form is opened again."),
    (("tab", "shift+tab"), "Next field, previous field", ""),
    (("down", "up"), "Next field, previous field", "In several lines and in a list of ready answers they move there."),
    (("right",), "Take the suggestion", "At the end of a field: what is suggested in grey (employer, role, tags)."),
    (("ctrl+o",), "New line in the note", "Where Enter saves."),
    (("alt+letter",), "Choose", "How, result, who; a ready day or cadence: the letter is marked, the cursor stays."),
    (("f3",), "How", "Logging: the next channel."),
    (("f4",), "Result", "Logging: the next outcome."),
    (("f5",), "Who", "Logging: you or they."),
    (("f6",), "More", "Logging: what you gave, asked and promised."),
    (("ctrl+r",), "Start afresh", "Every field as it was; the draft is forgotten."),
)

BY_ID = {command.id: command for command in COMMANDS}


def bindings(commands: Iterable[Command] = COMMANDS) -> list[Binding]:
    """The key bindings of the home screen.

    They are priority bindings, so that keys typed ahead are done one after the other: a plain binding is checked
    only when its key has bubbled up, by when a form may have opened or the cursor not have moved yet.
    """
    return [
        Binding(key, f"command('{command.id}', '{key}')", command.title, show=False, priority=True)
        for command in commands
        for key in command.keys
    ]


def footer_commands() -> Sequence[Command]:
    """The commands of the footer, the most wanted first; help is the last."""
    return sorted((command for command in COMMANDS if command.rank), key=lambda command: command.rank)


def keys_markdown() -> str:
    """docs/KEYS.md."""
    lines = ["# Keys", "", "Made from the registry of commands (`crm/tui/commands.py`); `?` shows the same list.", ""]
    for group in GROUPS:
        lines += [f"## {group}", "", "| key | command | what it does |", "|---|---|---|"]
        for command in COMMANDS:
            if command.group == group:
                keys = " ".join(f"`{key}`" for key in command.shown_keys) or "palette"
                lines.append(f"| {keys} | {command.title} | {command.help} |")
        lines.append("")
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


if __name__ == "__main__":
    import sys

    sys.stdout.write(keys_markdown())
