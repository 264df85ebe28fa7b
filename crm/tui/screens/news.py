"""News: what happened, then everybody whom it concerns, each with their line; then the queue has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from crm.book import news, opportunities, pipeline
from crm.book.errors import BookError
from crm.book.news import NewsKind, NewsLine, Told
from crm.domain.words import count, say_when
from crm.tui import reads_letters
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.screens.book_screen import BookScreen
from crm.tui.widgets.prose import Prose
from crm.tui.widgets.rows_list import Entry, RowsList
from crm.tui.widgets.safe import Part, lay_out, literal

if TYPE_CHECKING:
    from crm.tui.dialogs.news import NewsValues
    from crm.tui.screens.home import HomeScreen

_NOBODY = ("There is nobody to tell yet.", "Enter writes that the offer was accepted; Esc leaves it as it is.")
_EMPTY = (
    "There is nobody to tell yet.",
    "People with a role or a part in an opportunity would hear it: n on the home screen adds somebody, o has the "
    "opportunities.",
)


class NewsScreen(BookScreen):
    """Whom it concerns. `done` becomes true once it is in the queue, or (of a landing) nobody is to be told.

    `accepted` is the day and the note of an offer that was accepted: its stage is written in the same act.
    """

    NAME = "news"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("news")))

    def __init__(
        self,
        home: HomeScreen,
        text: str,
        kind: NewsKind,
        opportunity_id: int | None,
        accepted: tuple[date, str] | None = None,
    ) -> None:
        super().__init__(home)
        self.text, self.kind, self.opportunity_id, self.accepted = text, kind, opportunity_id, accepted
        self.done = False
        self.list: RowsList[int] = RowsList(id="rows", empty=_EMPTY if kind != "landed" else _NOBODY)
        self.list_pane = Vertical(self.list, classes="pane")
        self._lines: tuple[NewsLine, ...] = ()
        self._left_out: set[int] = set()
        self._reworded: dict[int, str] = {}

    def body(self) -> Sequence[Widget]:
        """The list."""
        return [self.list_pane]

    def on_mount(self) -> None:
        """Keys are for the list."""
        self.set_focus(self.list)
        super().on_mount()

    async def load(self) -> None:
        """Whom it concerns as the book stands."""
        self._lines = await self.run(reads_letters.news_of, self.kind, self.opportunity_id)
        self._show()

    @property
    def told(self) -> list[NewsLine]:
        """Those who are to hear it."""
        return [line for line in self._lines if line.concerned.contact_id not in self._left_out]

    def _show(self) -> None:
        today = self.today
        # Whoever is left out makes room: the others move up.
        days = {line.concerned.contact_id: each.on for line, each in zip(self.told, self._lines, strict=False)}
        self.list.fill(
            [
                Entry(
                    line.concerned.contact_id,
                    partial(
                        _row_lines,
                        line,
                        self._reworded.get(line.concerned.contact_id, ""),
                        days.get(line.concerned.contact_id),
                        today,
                    ),
                )
                for line in self._lines
            ]
        )
        out = len(self._lines) - len(self.told)
        said = count(len(self.told), "person", "people") + " to tell"
        self.title_bar.show(
            [
                ("Landed" if self.kind == "landed" else "News", "strong"),
                (" · ", "rule"),
                (self.text.removeprefix("Landed: "), ""),
            ],
            [(f"{out} left out · " if out else "", "muted"), (said, "")],
        )
        self.list_pane.border_title = "Whom it concerns, the closest first"
        self.list_pane.border_subtitle = literal("enter puts them into the queue; nothing is sent")

    def situation(self) -> Situation:
        """Who is under the cursor."""
        return Situation(self.NAME, self.list.current)

    def do_row_mark(self) -> None:
        """Leave somebody out, or take them in again."""
        if (who := self.list.current) is not None:
            self._left_out ^= {who}
            self._show()
            self.list.move(1)

    async def do_row_edit(self) -> None:
        """The line in the person's own words."""
        from crm.tui.dialogs.news import NewsLineDialog
        from crm.tui.dialogs.values import About

        line = next((each for each in self._lines if each.concerned.contact_id == self.list.current), None)
        if line is None:
            return
        who = line.concerned.contact_id
        words = self._reworded.get(who, line.concerned.line)
        about = About(f"news-{who}", line.concerned.name)
        written = await self.ask(NewsLineDialog(about, words, desk=self.desk_app.desk()))
        if written is None:
            return
        if written == line.concerned.line:
            self._reworded.pop(who, None)
        else:
            self._reworded[who] = written
        self._show()

    async def do_news_make(self) -> None:
        """Into the queue, in one act."""
        if not self.told:
            if self._lines:
                quiet = "S tells nobody, " if self.kind == "landed" else ""
                self.tell(f"Everybody is left out: x takes somebody in again, {quiet}Esc leaves it.")
            elif self.kind == "landed":
                await self.do_news_quiet()
            else:
                self.tell(" ".join(_EMPTY))
            return
        told = await self._put()
        ended = f"; {count(told.ended, 'plan')} ended" if told.ended else ""
        self.tell(f"{count(len(told.lines), 'person', 'people')} to tell; the queue has them{ended}; u undoes")
        self.done = True
        self.dismiss(None)

    async def _put(self) -> Told:
        out, words = frozenset(self._left_out), dict(self._reworded)
        if self.accepted is not None and self.opportunity_id is not None:
            on, note = self.accepted
            change = await self.change(
                opportunities.set_stage, self.opportunity_id, "accepted", on, note, leave_out=out, reworded=words
            )
            if change.told is not None:
                return change.told
        return await self.change(
            news.tell_everybody,
            self.text,
            kind=self.kind,
            opportunity_id=self.opportunity_id,
            leave_out=out,
            reworded=words,
        )

    async def do_news_quiet(self) -> None:
        """Landed, and nobody is told."""
        if self.kind != "landed" or self.opportunity_id is None:
            self.tell("Nothing is in the queue yet: Esc leaves it as it is.")
            return
        on, note = self.accepted or (self.today, "")
        await self.change(opportunities.set_stage, self.opportunity_id, "accepted", on, note, tell=False)
        self.tell("Accepted, and nobody is told; u undoes")
        self.done = True
        self.dismiss(None)


def _row_lines(line: NewsLine, reworded: str, on: date | None, today: date, width: int) -> list[list[Part]]:
    them = line.concerned
    out = on is None
    when: Part = ("left out", "muted") if on is None else (say_when(on, today), "good" if on == today else "muted")
    how = f"{them.channel}, " if them.channel and not out else ""
    prose = Prose(width, indent=2)
    prose.lines.append(
        lay_out(width, [(them.name, "muted" if out else "strong"), (f"  {them.why}", "muted")], [(how, "muted"), when])
    )
    if not out:
        prose.text(reworded or them.line, "accent" if reworded else "", most=3)
    return prose.lines


async def tell_news(home: HomeScreen) -> None:
    """What happened, in a form; then whom it concerns."""
    from crm.tui.dialogs.news import NewsDialog

    ground = await home.gateway.run(reads_letters.news_ground)
    chosen = [(row.id, row.title, row.employer) for row in ground.opportunities]
    values: NewsValues | None = await home.desk_app.ask(NewsDialog(chosen, desk=home.desk_app.desk()))
    if values is not None:
        kind: NewsKind = "landed" if values.kind == "landed" else "news"
        home.app.push_screen(NewsScreen(home, values.text, kind, values.opportunity_id))


async def landed(screen: BookScreen, opportunity_id: int, on: date | None = None, note: str = "") -> bool:
    """An offer was accepted: whom that concerns, then one act writes the stage and puts them into the queue.

    Gives whether it stands at accepted now: left with Esc, nothing was done. Raises NotFound.
    """
    found = await screen.run(pipeline.get_opportunity, opportunity_id)
    if found.stage == "accepted":
        raise BookError(f"{found.title} stands at accepted already; N tells news.")
    at = f" at {found.employer}" if found.employer else ""
    accepted = (on or screen.today, note)
    over = NewsScreen(screen.home, f"Landed: {found.title}{at}", "landed", opportunity_id, accepted)
    await screen.desk_app.ask(cast(Any, over))
    return over.done
