"""A row asks for a decision: the few that fit, each with its letter and with what it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from crm.tui.dialogs.form import Dialog, keys
from crm.tui.widgets.safe import literal


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: its key, the letter that takes it, its words, and in a line what it does."""

    key: str
    letter: str
    label: str
    does: str


class DecideDialog(Dialog[str]):
    """Gives the key of the decision, or None when it was left: nothing is decided then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("enter", "take", show=False),
    ]

    def __init__(self, heading: str, question: str, decisions: Sequence[Decision]) -> None:
        super().__init__(heading)
        self.question = question
        self.decisions = tuple(decisions)

    def compose_head(self) -> Iterable[Widget]:
        """The question."""
        yield Static(literal(self.question), markup=False)

    def compose_body(self) -> Iterable[Widget]:
        """The decisions, two lines each."""
        yield OptionList(*(Option(_lines(each)) for each in self.decisions), markup=False, compact=True)

    def on_mount(self) -> None:
        """The first one is under the cursor."""
        found = self.query_one(OptionList)
        found.can_focus = False
        found.highlighted = 0

    def hint(self) -> Content:
        """The keys."""
        return keys("letter or enter decides", "↑↓ move", "esc later")

    def on_key(self, event: events.Key) -> None:
        """A letter decides at once."""
        for each in self.decisions:
            if event.key == each.letter:
                event.stop()
                self.dismiss(each.key)
                return

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        found = self.query_one(OptionList)
        found.highlighted = max(0, min((found.highlighted or 0) + by, len(self.decisions) - 1))

    def action_take(self) -> None:
        """Decide what is under the cursor."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self.decisions[at].key)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self.decisions[event.option_index].key)


def _lines(each: Decision) -> Content:
    return Content.assemble(
        (each.letter, "$text-accent"), "  ", (literal(each.label).plain, "bold"), "\n   ",
        (literal(each.does).plain, "$foreground 65%"),
    )  # fmt: skip
