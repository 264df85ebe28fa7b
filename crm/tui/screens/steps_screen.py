"""The steps of a plan with the text of the one under the cursor beside them, below them at 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.containers import Container, Vertical
from textual.widget import Widget

from crm.domain.plan_views import StepView
from crm.tui.panes.plan_steps import PlanHead, entries, sources_text, step_sheet
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.home import HomeScreen
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.rows_list import RowsList
from crm.tui.widgets.safe import literal
from crm.tui.widgets.sheet import Sheet

_WIDE = 116
_NOTHING = "Nothing is chosen."


class StepsScreen(BookScreen):
    """`steps` are those shown; subclasses read them in `load` and end it with `show_steps`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
    DEFAULT_CSS = """
    StepsScreen #plan-panes { height: 1fr; layout: vertical; }
    StepsScreen #steps-pane { height: 3fr; }
    StepsScreen #step-pane { height: 2fr; }
    StepsScreen.-wide #plan-panes { layout: horizontal; }
    StepsScreen.-wide #steps-pane { width: 3fr; height: 1fr; }
    StepsScreen.-wide #step-pane { width: 2fr; height: 1fr; }
    """

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.head = PlanHead()
        self.list: RowsList[Any] = RowsList(id="steps")
        self.sheet = Sheet(id="step")
        self.steps_pane = Vertical(self.list, id="steps-pane", classes="pane")
        self.step_pane = Vertical(self.sheet, id="step-pane", classes="pane")
        self.steps: Sequence[StepView] = ()
        self.by_place = False
        self._shown: Any = None

    def body(self) -> Sequence[Widget]:
        """What is said of the plan, then its steps and the step."""
        return [self.head, Container(self.steps_pane, self.step_pane, id="plan-panes")]

    def on_mount(self) -> None:
        """The cursor moves in the steps."""
        self.set_class(self.app.size.width >= _WIDE, "-wide")
        self.set_focus(self.list)

    @property
    def step(self) -> StepView | None:
        """The step under the cursor."""
        key = self.list.current
        return next((step for step in self.steps if self.key_of(step) == key), None)

    def key_of(self, step: StepView) -> int:
        """What a row is known by."""
        return step.place if self.by_place else step.id

    def show_steps(
        self,
        steps: Sequence[StepView],
        placing: str,
        *,
        empty: Sequence[str],
        at: int | None = None,
        over: bool = False,
    ) -> None:
        """Show these steps; `empty` are the lines where there are none, `at` the key the cursor goes to.

        `over`: the plan has ended, so that none of them is still to be done.
        """
        self.steps = steps
        self.list.empty = empty
        self.list.fill(entries(steps, self.today, placing, by_place=self.by_place, over=over), at=at)
        self.steps_pane.border_title = literal(f"Steps · {len(steps)}" if steps else "Steps")
        self.step_pane.display = bool(steps)
        self.show_step()

    def show_step(self) -> None:
        """Show the step under the cursor in full."""
        step = self.step
        if step is None:
            self.step_pane.border_title = literal("Step")
            self.sheet.show(lambda _: [[(_NOTHING, "muted")]])
            return
        self.step_pane.border_title = literal(f"Step {step.number} of {len(self.steps)}")
        self.sheet.show(step_sheet(step, self.today))
        if self._shown != self.key_of(step):
            self._shown = self.key_of(step)
            self.sheet.scroll_to(y=0, animate=False)

    @on(LineList.Moved)
    def _step_moved(self, event: LineList.Moved) -> None:
        event.stop()
        self.show_step()

    def do_pane_following(self) -> None:
        """To the text, and back to the steps."""
        self.set_focus(self.sheet if self.focused is self.list and self.steps else self.list)

    def do_screen_back(self) -> None:
        """From the text to the steps, from them to where the person came from."""
        if self.focused is self.sheet:
            self.set_focus(self.list)
        else:
            super().do_screen_back()

    async def do_plan_why(self) -> None:
        """What the dates rest on."""
        from crm.tui.dialogs.text import TextDialog

        await self.ask(TextDialog("Why these dates", sources_text()))
