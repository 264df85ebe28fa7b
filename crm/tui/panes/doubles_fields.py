"""The fields of a merge: what each of the two has, which is chosen, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len

from crm.book.merge_fields import BOTH, KEPT, OTHER, MergeField, MergePreview
from crm.domain.text import clean_line
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.prose import Line, wrapped
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import Part, cut, lay_out, wrap

#: From this width on the three texts of a field stand side by side.
_COLUMNS = 96
_LABEL, _GAP = 15, 2
_SHORT, _WHOLE = 4, 60
_MOST_NOTES = 6
#: Fields by the names people have for them, where the book's name is another.
_LABELS = {"emails": "e-mails", "positions": "work"}
_CHOSEN = {KEPT: "as the one that stays", OTHER: "as the one that goes", BOTH: "both"}
_NOTHING = "nothing"
_HEADINGS = ("THE ONE THAT STAYS", "THE ONE THAT GOES", "IT BECOMES")


class MergeHead(Lines):
    """Who stays and who goes, what goes over, and what is to be known of it."""

    DEFAULT_CSS = "MergeHead { height: auto; width: 1fr; padding: 0 1; background: $background; }"

    def __init__(self) -> None:
        super().__init__(id="merge-head")
        self._preview: MergePreview | None = None

    def show(self, preview: MergePreview) -> None:
        """Tell of this merge."""
        self._preview = preview
        self.refresh(layout=True)

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """The names on one line, then a line each for what goes over and for the notes."""
        found = self._preview
        if found is None:
            return []
        keep, drop = clean_line(found.keep_name[:400]), clean_line(found.drop_name[:400])
        room = width - len(" stays,  goes into it.")
        if cell_len(keep) + cell_len(drop) > room:
            keep = cut(keep, max(room - min(cell_len(drop), room // 2), 4))
            drop = cut(drop, max(room - cell_len(keep), 4))
        lines: list[Line] = [
            [(keep, "strong"), (" stays, ", "muted"), (drop, "strong"), (" goes into it.", "muted")],
        ]
        come = "come" if _several(found.moved) else "comes"
        over = f"With it {come} {found.moved}." if found.moved else "No history comes with it."
        lines += [[(piece, "")] for piece in wrap(over, width, 2)[0]]
        for note in found.notes[:_MOST_NOTES]:
            lines += [[(piece, "muted")] for piece in wrap(note, width, 2)[0]]
        if (more := len(found.notes) - _MOST_NOTES) > 0:
            lines.append([(f"and {more} more of the kind", "muted")])
        return lines


def _several(moved: str) -> bool:
    return not moved.startswith("1 ") or " and " in moved


def label_of(field: MergeField) -> str:
    """What people call the field."""
    return _LABELS.get(field.label, field.label)


def entries(preview: MergePreview, *, whole: bool = False) -> list[Entry[str]]:
    """The rows of the list, under what the columns are; `whole`: long texts to their end."""
    if not preview.fields:
        return []
    most = _WHOLE if whole else _SHORT
    found: list[Entry[str]] = [Entry(None, _headings)]
    for number, field in enumerate(preview.fields):
        if number:
            found.append(Entry(None, lambda _: ()))  # the empty line that stands before a heading
        found.append(Entry(field.field, partial(_row, field, most)))
    return found


def _headings(width: int) -> list[Line]:
    if width < _COLUMNS:
        return [lay_out(width, [("WHERE THEY DIFFER", "heading")])]
    column = _column(width)
    return [_beside([("", "")], [[(text, "heading")] for text in _HEADINGS], column)]


def _column(width: int) -> int:
    return (width - _LABEL - 2 * _GAP) // 3


def _beside(label: Sequence[Part], cells: Sequence[Sequence[Part]], column: int) -> Line:
    line = lay_out(_LABEL, label)
    for number, cell in enumerate(cells):
        line += [(" " * _GAP, "")] if number else []
        line += lay_out(column, cell)
    return line


def _row(field: MergeField, most: int, width: int) -> list[Line]:
    cells = [
        (field.kept, field.chosen in {KEPT, BOTH}),
        (field.other, field.chosen in {OTHER, BOTH}),
    ]
    if width < _COLUMNS:
        return _stacked(field, cells, most, width)
    column = _column(width)
    drawn = [_text(text, column, most, chosen=chosen) for text, chosen in cells]
    drawn.append(_result(field, column, most))
    lines = []
    for number in range(max(map(len, drawn))):
        label: list[Part] = [(label_of(field), "strong")] if number == 0 else []
        lines.append(_beside(label, [cell[number] if number < len(cell) else [] for cell in drawn], column))
    return lines


def _stacked(field: MergeField, cells: Sequence[tuple[str, bool]], most: int, width: int) -> list[Line]:
    lines: list[Line] = [lay_out(width, [(label_of(field), "strong")], [(_CHOSEN[field.chosen], "accent")])]
    drawn = [_text(text, width - _LABEL, most, chosen=chosen) for text, chosen in cells]
    if field.chosen == BOTH:
        drawn.append([[("  ", ""), *line] for line in _result(field, width - _LABEL - 2, most)])
    for label, cell in zip(("  stays", "  goes", "  becomes"), drawn, strict=False):
        for number, parts in enumerate(cell):
            lines.append(lay_out(width, [((label if number == 0 else "").ljust(_LABEL), "muted"), *parts]))
    return lines


def _text(text: str, width: int, most: int, *, chosen: bool) -> list[Line]:
    pieces = wrapped(text, width - 2, most)
    ink = "" if chosen else "muted"
    if not pieces:
        return [[("→ " if chosen else "  ", "accent"), (_NOTHING, "muted")]]
    return [[("→ " if chosen and number == 0 else "  ", "accent"), (piece, ink)] for number, piece in enumerate(pieces)]


def _result(field: MergeField, width: int, most: int) -> list[Line]:
    pieces = wrapped(field.result, width, most)
    return [[(piece, "good")] for piece in pieces] or [[(_NOTHING, "muted")]]
