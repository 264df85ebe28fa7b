"""How the steps of a plan are drawn: a line a step, the step under the cursor in full, the share they meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.cells import cell_len

from crm.domain.callback_window import METHOD, SOURCES
from crm.domain.plan_views import StepView
from crm.domain.words import say_day, say_since, say_when
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import Part, cut, lay_out, wrap
from crm.tui.widgets.sheet import Layout

_STATES = {
    "open": ("", ""),
    "done": ("done", "good"),
    "skipped": ("skipped", "muted"),
    "let-go": ("let go", "muted"),
    "joined": ("in another plan", "muted"),
    "fell-away": ("not needed", "muted"),
    "ended": ("ended", "muted"),
}
_CHANNEL = 9
_WHO_WIDE, _WHO = 20, 15
_WIDE = 70
_MOST_LINES = 40


def percent(share: float) -> str:
    """`64 %`."""
    return f"{share * 100:.0f} %"


def share_parts(share: float | None, even: float | None, placing: str) -> list[Part]:
    """`meets 64 % of the moments; evenly 57 %`, or what plain dates meet; nothing where nothing is placed."""
    if share is None or even is None:
        return []
    if placing == "plain":
        return [("plain dates meet ", "muted"), (percent(share), "strong"), (" of the moments", "muted")]
    return [
        ("meets ", "muted"), (percent(share), "strong"), (" of the moments; evenly ", "muted"), (percent(even), ""),
    ]  # fmt: skip


def sources_text() -> str:
    """What the dates rest on, and how they are placed."""
    figures = "\n".join(f"· {figure.text} ({figure.source})" for figure in SOURCES)
    return f"{figures}\n\n{METHOD}"


def entries(
    steps: Sequence[StepView], today: date, placing: str, *, by_place: bool = False, over: bool = False
) -> list[Entry[Any]]:
    """A row for each step, keyed by its id or (`by_place`) its place, the long part under its own heading.

    Of a plan that is `over` no step is the next one, and those left open fade.
    """
    found: list[Entry[Any]] = []
    # The narrowest column in which every date of this plan fits.
    days = max((len(say_day(step.on, today)) for step in steps), default=0)
    names = max((cell_len(cut(step.contact, _WHO_WIDE)) for step in steps), default=0)
    if len({step.contact_id for step in steps}) == 1:
        names = 0  # with one person only: the purposes need the room
    first = None if over else next((step.number for step in steps if step.is_open), None)
    phase = ""
    for step in steps:
        if step.phase != phase and (step.phase == "long" or not phase):
            phase = step.phase
            found.append(_heading(phase, placing))
        found.append(
            Entry(step.place if by_place else step.id, _drawer(step, today, (days, names), step.number == first, over))
        )
    return found


def _heading(phase: str, placing: str) -> Entry[Any]:
    title = "THE FIRST WEEKS"
    if phase == "long":
        title = "KEEPING IN TOUCH, PLACED BY THE CALLBACK WINDOW" if placing == "placed" else "KEEPING IN TOUCH"
    return Entry(None, lambda _: [[(title, "heading")]])


def _drawer(step: StepView, today: date, columns: tuple[int, int], is_first: bool, over: bool) -> Any:
    days, names = columns

    def draw(width: int) -> list[list[Part]]:
        who = min(names, _WHO_WIDE if width >= _WIDE else _WHO)
        ink = "" if step.is_open and not over else "muted"
        word, state_ink = _STATES.get(step.state, (step.state, "muted"))
        if is_first:
            word, state_ink = ("late", "wait") if step.on < today else ("next", "accent")
        left: list[Part] = [
            (f"{step.number:>2}  ", "muted"),
            (say_day(step.on, today).ljust(days + 2), ink),
            ((step.channel or "any way").ljust(_CHANNEL), ink),
            (f"{_fitted(step.contact, who)}  " if who else "", "strong" if is_first else ink),
            (step.purpose, "strong" if is_first and not who else ink),
        ]
        return [lay_out(width, left, [(word, state_ink)])]

    return draw


def _fitted(name: str, cells: int) -> str:
    text = cut(name, cells)
    return text + " " * max(cells - cell_len(text), 0)


def step_sheet(step: StepView, today: date, *, plan: str = "") -> Layout:
    """The step in full: when, why, and what to say."""

    def lines(width: int) -> list[list[Part]]:
        found: list[list[Part]] = [*_wrapped(step.purpose, width, "strong")]
        near, day = say_when(step.on, today), say_day(step.on, today)
        when = day if near == day else f"{day}, {near}"
        if not step.is_open:
            when = f"{_STATES.get(step.state, (step.state, ''))[0]} {say_since(step.on, today)}"
        found.append([(", ".join(part for part in (step.contact, step.channel, when) if part), "")])
        marks = [plan] if plan else []
        if step.pinned:
            marks.append("you set this date")
        if step.again and step.tried_on is not None:
            marks.append(
                f"not reached {say_since(step.tried_on, today)}: "
                + ("an e-mail instead" if step.again == "by-email" else "try again")
            )
        if marks:
            found += _wrapped("; ".join(marks), width, "muted")
        if step.why:
            found += [[], [("WHY", "heading")], *_wrapped(step.why, width, "")]
        prompts = step.prompts
        for title, text, ink in (
            ("BEGIN", prompts.opening, ""),
            ("ASK", prompts.question, "accent"),
            ("LEAVE OUT", prompts.avoid, "muted"),
            ("ON THE MACHINE", prompts.voicemail if step.channel == "call" else "", ""),
        ):
            if text:
                found += [[], [(title, "heading")], *_wrapped(text, width, ink)]
        return found

    return lines


def _wrapped(text: str, width: int, ink: str) -> list[list[Part]]:
    return [[(line, ink)] for line in wrap(text, width, _MOST_LINES)[0]]


class PlanHead(Lines):
    """What is said of the whole plan, above its steps."""

    DEFAULT_CSS = "PlanHead { height: auto; width: 1fr; padding: 0 1; background: $background; }"

    def __init__(self) -> None:
        super().__init__(id="plan-head")
        self._lines: Sequence[Sequence[Part]] = ()
        self._notes: Sequence[str] = ()

    def show(self, lines: Sequence[Sequence[Part]], notes: Sequence[str] = ()) -> None:
        """Other lines, each cut to the width, and notes, which wrap."""
        self._lines, self._notes = lines, notes
        self.refresh(layout=True)

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """The lines, then the notes."""
        shown = [list(line) for line in self._lines if line]
        for note in self._notes:
            shown += [[(line, "muted")] for line in wrap(note, width, 3)[0]]
        return shown
