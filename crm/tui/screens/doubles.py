"""Duplicates: the pairs that are or may be one, and both side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widget import Widget

from crm.book.duplicates import DuplicatePair
from crm.book.errors import BookError
from crm.book.not_same import Kind, say_not_same
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.panes.doubles_list import PairKey, PairsList, key_of
from crm.tui.panes.doubles_sides import side_by_side
from crm.tui.reads_doubles import look_for_doubles, two_sides
from crm.tui.screens.book_screen import BookScreen
from crm.tui.screens.doubles_search import DoublesSearch
from crm.tui.widgets.line_list import LineList
from crm.tui.widgets.safe import Part, literal
from crm.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from textual.worker import WorkType

    from crm.tui.screens.home import HomeScreen

_WIDE = 112
_TICK_SECONDS = 0.2
_NOBODY = ("Nobody is here twice.", "Tab looks at the employers; Esc goes back.")
_NO_EMPLOYER = ("No employer is here twice.", "Tab goes to the people; Esc goes back.")
_LOOKING = ("Looking who is here twice …", "Esc goes back; it begins again when you return.")
_BROKEN_OFF = ("Looking came to no end.", "Esc goes back; M at home looks again.")


class DoublesScreen(BookScreen):
    """`kind` says whether people or employers are shown; `search` outlives the screen."""

    NAME = "doubles"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("doubles")))
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]
    DEFAULT_CSS = """
    DoublesScreen #both { height: 1fr; layout: vertical; }
    DoublesScreen #pairs-pane { height: 1fr; width: 1fr; }
    DoublesScreen #sides-pane { height: 1fr; width: 1fr; }
    DoublesScreen.-wide #both { layout: horizontal; }
    DoublesScreen.-wide #pairs-pane { width: 2fr; height: 1fr; }
    DoublesScreen.-wide #sides-pane { width: 3fr; height: 1fr; }
    """

    def __init__(self, home: HomeScreen, search: DoublesSearch) -> None:
        super().__init__(home)
        self.search = search
        self.kind: Kind = "contact"
        self.list = PairsList()
        self.sheet = Sheet(id="sides")
        self.list_pane = Vertical(self.list, id="pairs-pane", classes="pane")
        self.sides_pane = Vertical(self.sheet, id="sides-pane", classes="pane")
        self._swapped: dict[Kind, set[PairKey]] = {"contact": set(), "employer": set()}
        self._hidden: set[tuple[Kind, PairKey]] = set()
        self._shown: tuple[Kind, PairKey] | None = None
        self._back: set[PairKey] | None = None
        self._broken_off = False

    def body(self) -> Sequence[Widget]:
        """The pairs and the two of one."""
        return [Container(self.list_pane, self.sides_pane, id="both")]

    def on_mount(self) -> None:
        """The cursor moves in the list."""
        self.set_class(self.app.size.width >= _WIDE, "-wide")
        self.set_class(self.app.size.width < _WIDE, "-narrow")
        self.set_focus(self.list)
        self.set_interval(_TICK_SECONDS, self._tell_progress)
        super().on_mount()

    def on_unmount(self) -> None:
        """Nobody looks any more."""
        self.search.stop()

    # Reading.

    async def load(self) -> None:
        """Read what is compared if anything was written; what is not known yet is compared on a thread of its own."""
        found = await self.run(look_for_doubles, self.search.state)
        if found is not None:
            self.search.take(found)
            self._hidden.clear()
        if self.search.behind and not self.search.running:
            work: WorkType[None] = self._compare
            self.run_worker(work, group="compare", exit_on_error=False)
        self._fill()

    async def _compare(self) -> None:
        self._broken_off = True
        with self.faults():
            await self.search.compare(self._fill)
            self._broken_off = False
        self._fill()

    @property
    def pairs(self) -> list[DuplicatePair]:
        """The pairs of the kind that is shown, as far as they are known."""
        found = self.search.people if self.kind == "contact" else self.search.employers
        return [pair for pair in found if (self.kind, key_of(pair)) not in self._hidden]

    def _fill(self) -> None:
        pairs = self.pairs
        self.list.empty = self._nothing()
        self.list.swapped = self._swapped[self.kind]
        returned = [key for key in map(key_of, pairs) if self._back is not None and key not in self._back]
        if returned or not self.search.behind:
            self._back = None
        self.list.show(pairs, at=returned[0] if returned else None)
        self.list_pane.border_title = "People" if self.kind == "contact" else "Employers"
        self.sides_pane.display = bool(pairs)
        if not pairs:
            self.do_sheet_leave()
        self._tell_title(pairs)
        self._show_sides()

    def _nothing(self) -> Sequence[str]:
        if self.kind == "employer":
            return _NO_EMPLOYER
        if self.search.begun and not self.search.behind:
            return _NOBODY
        return _BROKEN_OFF if self._broken_off and not self.search.running else _LOOKING

    def _tell_title(self, pairs: Sequence[DuplicatePair]) -> None:
        sure = sum(pair.sure for pair in pairs)
        said = " · ".join(
            f"{number:,} {word}" for number, word in ((sure, "sure"), (len(pairs) - sure, "perhaps")) if number
        )
        right: list[Part] = [(self.search.words, "muted")] if self.search.running else []
        if said:
            right = [*right, (" · " if right else "", "muted"), (said, "wait" if sure else "muted")]
        elif not right:
            right = [("none", "muted")]
        self.title_bar.show([("Duplicates", "strong"), *self._tabs()], right)

    def _tabs(self) -> list[Part]:
        other = len(self.search.employers)
        people, employers = ("accent", "muted") if self.kind == "contact" else ("muted", "accent")
        more = f" {other:,}" if self.kind == "contact" and other else ""
        return [("   people", people), ("  ", ""), (f"employers{more}", employers)]

    def _tell_progress(self) -> None:
        if self.search.running:
            self._tell_title(self.list.all_pairs)

    # The two of the pair under the cursor.

    def situation(self) -> Situation:
        """Whether there is a pair under the cursor."""
        return Situation(self.NAME, self.home.contact_id, "pair" if self.list.current is not None else "")

    def sides(self, pair: DuplicatePair) -> tuple[int, int]:
        """Who stays and who goes, by id."""
        return (pair.other, pair.one) if key_of(pair) in self._swapped[self.kind] else (pair.one, pair.other)

    def _pair(self) -> DuplicatePair:
        pair = self.list.current
        if pair is None:  # it went while the key was on its way
            raise BookError("This pair is no longer there.")
        return pair

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._show_sides()

    def _show_sides(self) -> None:
        pair = self.list.current
        if pair is not None:
            work: WorkType[None] = partial(self._read_sides, pair)
            self.run_worker(work, group="sides", exclusive=True, exit_on_error=False)

    async def _read_sides(self, pair: DuplicatePair) -> None:
        keep, drop = self.sides(pair)
        with self.faults():
            found = await self.run(two_sides, self.kind, keep, drop)
            if found is None or self.list.current is not pair:
                return
            self.sides_pane.border_title = literal(f"{'Sure' if pair.sure else 'Perhaps'}: {pair.reason}", 200)
            self.sheet.show(lambda width: side_by_side(found, width))
            shown = (self.kind, key_of(pair))
            if shown != self._shown:
                self._shown = shown
                self.sheet.scroll_to(y=0, animate=False)

    # Commands.

    def do_kind_next(self) -> None:
        """To the employers, or to the people."""
        self.do_sheet_leave()
        self.kind = "employer" if self.kind == "contact" else "contact"
        self.list.cursor = 0
        self._fill()
        self.list.move_to(0)

    def do_sheet_read(self) -> None:
        """Into the two, to scroll them."""
        self.set_focus(self.sheet)

    def do_sheet_leave(self) -> None:
        """Back to the pairs."""
        self.set_focus(self.list)

    def do_screen_back(self) -> None:
        """From the two to the pairs, from them to where the person came from."""
        if self.focused is self.sheet:
            self.do_sheet_leave()
        else:
            super().do_screen_back()

    def do_pair_swap(self) -> None:
        """The other one stays."""
        self._swapped[self.kind] ^= {key_of(self._pair())}
        self.list.refresh()
        self._show_sides()

    async def do_pair_apart(self) -> None:
        """They are two."""
        pair = self._pair()
        await self.change(say_not_same, self.kind, pair.one, pair.other)
        self._hide(key_of(pair))
        what = "two people" if self.kind == "contact" else "two employers"
        self.tell(f"{pair.one_name} and {pair.other_name} are {what}: never asked again; u undoes")

    def do_row_open(self) -> None:
        """What a merge would make of them."""
        from crm.tui.screens.merging import MergingScreen

        pair = self._pair()
        keep, drop = self.sides(pair)
        self.app.push_screen(MergingScreen(self.home, self.kind, keep, drop, self._merged))

    def _merged(self, keep: int, drop: int) -> None:
        self._hide(*(key for key in map(key_of, self.list.all_pairs) if drop in key))

    def _hide(self, *keys: PairKey) -> None:
        # Until the book is read again: no key is to mean a pair that is done with.
        self._hidden.update((self.kind, key) for key in keys)
        self._fill()

    async def do_person_edit(self) -> None:
        """Edit the one that stays."""
        await self._edit(self.sides(self._pair())[0])

    async def do_person_edit_other(self) -> None:
        """Edit the one that goes."""
        await self._edit(self.sides(self._pair())[1])

    async def _edit(self, number: int) -> None:
        if self.kind == "employer":
            self.tell("An employer has no form of its own; Enter shows what a merge makes of the two.")
            return
        await self.home.acts.edit_somebody(number)
        self.reload()

    async def do_history_undo(self) -> None:
        """Take back the last act; a pair that comes back with it has the cursor."""
        keys = set(map(key_of, self.list.all_pairs))
        await super().do_history_undo()
        self._back = keys
