"""A merge before it is done: field by field what stays, what goes, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from crm.book.errors import NotFound
from crm.book.merge_contacts import merge_contacts
from crm.book.merge_employers import merge_employers
from crm.book.merge_fields import BOTH, KEPT, OTHER, MergeField, MergePreview
from crm.book.not_same import Kind
from crm.tui.commands import Situation, bindings, commands_of
from crm.tui.panes.doubles_fields import MergeHead, entries, label_of
from crm.tui.reads_doubles import look_at_merge
from crm.tui.screens.book_screen import BookScreen
from crm.tui.widgets.rows_list import RowsList

if TYPE_CHECKING:
    from crm.tui.screens.home import HomeScreen

_ALIKE = ("They differ in nothing that is to be chosen.", "Enter merges them; Esc goes back.")
_TURNED = {KEPT: OTHER, OTHER: KEPT}


class MergingScreen(BookScreen):
    """`keep` stays, `drop` goes into it; `choices` are those made here, by field.

    `merged` is called with both ids once it is done.
    """

    NAME = "merge"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("merge")))
    DEFAULT_CSS = """
    MergingScreen #fields-pane { height: 1fr; }
    """

    def __init__(
        self, home: HomeScreen, kind: Kind, keep: int, drop: int, merged: Callable[[int, int], None] | None = None
    ) -> None:
        super().__init__(home)
        self.kind = kind
        self.keep = keep
        self.drop = drop
        self.choices: Mapping[str, str] = {}
        self.preview: MergePreview | None = None
        self.head = MergeHead()
        self.list: RowsList[str] = RowsList(id="fields", empty=_ALIKE)
        self._merged = merged
        self._whole = False
        self._past: list[Mapping[str, str]] = []
        self._future: list[Mapping[str, str]] = []

    def body(self) -> Sequence[Widget]:
        """Who and what; the fields."""
        return [self.head, Vertical(self.list, id="fields-pane", classes="pane")]

    def on_mount(self) -> None:
        """The cursor moves in the fields."""
        self.set_focus(self.list)
        self.title_bar.show([("Merge", "strong")], [("nothing is done before Enter", "muted")])
        super().on_mount()

    async def load(self) -> None:
        """Look what the merge would do; one that cannot be any more is left."""
        asked = self.keep, self.drop, self.choices
        try:
            found, valid = await self.run(look_at_merge, self.kind, *asked)
        except NotFound:
            if self.is_current:
                self.dismiss(None)
            raise
        if asked != (self.keep, self.drop, self.choices):
            return  # chosen otherwise meanwhile: it is read again
        self.preview, self.choices = found, valid
        self._fill()

    def _fill(self) -> None:
        if self.preview is not None:
            self.head.show(self.preview)
            self.list.fill(entries(self.preview, whole=self._whole))

    def situation(self) -> Situation:
        """Whether there is a field under the cursor."""
        return Situation(self.NAME, self.home.contact_id, "field" if self._field() is not None else "")

    def _field(self) -> MergeField | None:
        fields = self.preview.fields if self.preview is not None else ()
        return next((field for field in fields if field.field == self.list.current), None)

    # Choosing.

    def _put(self, choices: Mapping[str, str]) -> None:
        self._past.append(self.choices)
        self._future.clear()
        self.choices = choices
        self.reload()

    def _choose(self, by: int, *, round_again: bool = False) -> None:
        field = self._field()
        if field is None:
            return
        options = field.choices
        place = options.index(self.choices.get(field.field, field.chosen)) + by
        if round_again:
            place %= len(options)
        if not 0 <= place < len(options):
            if by > 0 and BOTH not in options:
                self.tell(f"Both cannot stand under {label_of(field)}: one of the two.")
            return
        self._put({**self.choices, field.field: options[place]})

    def do_field_next(self) -> None:
        """The next choice, and from the last to the first."""
        self._choose(1, round_again=True)

    def do_field_kept(self) -> None:
        """One choice to the left."""
        self._choose(-1)

    def do_field_other(self) -> None:
        """One choice to the right."""
        self._choose(1)

    def do_merge_swap(self) -> None:
        """The other one stays, with the values that were chosen."""
        self.keep, self.drop = self.drop, self.keep
        self._past, self._future = [_turned(each) for each in self._past], [_turned(each) for each in self._future]
        self.choices = _turned(self.choices)
        self.reload()

    def do_text_whole(self) -> None:
        """Long texts to their end, or short."""
        self._whole = not self._whole
        self._fill()

    async def do_history_undo(self) -> None:
        """Take the last choice back; the book has none of it yet."""
        if not self._past:
            self.tell("Nothing was chosen here yet; Esc goes back.")
            return
        self._future.append(self.choices)
        self.choices = self._past.pop()
        self.reload()

    async def do_history_redo(self) -> None:
        """Choose again what was taken back."""
        if not self._future:
            self.tell("There is no choice to make again.")
            return
        self._past.append(self.choices)
        self.choices = self._future.pop()
        self.reload()

    # Doing.

    async def do_merge_do(self) -> None:
        """Make one of the two."""
        keep, drop = self.keep, self.drop
        # As the choices are now: those pressed last may not be shown yet.
        preview, choices = await self.run(look_at_merge, self.kind, keep, drop, self.choices)
        merge = merge_contacts if self.kind == "contact" else merge_employers
        # Not `change`: this screen has nothing to show of it any more.
        await self.run(merge, keep, drop, choices)
        self.home.acts.forget()
        self.home.reload()
        if self._merged is not None:
            self._merged(keep, drop)
        self.dismiss(None)
        name = next((field.result for field in preview.fields if field.field == "name"), preview.keep_name)
        moved = f", with {preview.moved} of {preview.drop_name}" if preview.moved else ""
        self.tell(f"Merged: {name} remains{moved}; u undoes")


def _turned(choices: Mapping[str, str]) -> dict[str, str]:
    return {field: _TURNED.get(chosen, chosen) for field, chosen in choices.items()}
