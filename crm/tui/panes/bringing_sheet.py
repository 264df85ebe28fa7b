"""What stands behind a row of an import: field by field, side by side with whom it may be, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from crm.book.import_preview import FieldChange, ImportPreview, PreviewRow, changes_between
from crm.domain.people import Contact
from crm.domain.text import fold
from crm.domain.words import count
from crm.tui.panes.bringing_list import Shown
from crm.tui.screens.bringing_choices import taken
from crm.tui.widgets.prose import wrapped
from crm.tui.widgets.safe import Part, lay_out, wrap
from crm.tui.widgets.sheet import Layout

Lines = list[Sequence[Part]]
_LABEL = 15
_BOOK = "in the book"
#: From so many cells on two columns stand side by side.
_TWO_COLUMNS = 52
_MOST_LINES = 6
_MOST_POSSIBLE = 5
_MOST_NOTES = 40


def values_of(contact: Contact) -> dict[str, str]:
    """A contact's fields that have a value, as an import calls them."""
    found = {
        _CALLED.get(change.field, change.field): change.after
        for change in changes_between(Contact(name=""), contact)
        if change.after
    }
    return dict(sorted(found.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))))


#: What a card or file has besides is kept and exported again.
_CALLED = {"vcard": "kept besides"}
_ORDER = {
    field: number
    for number, field in enumerate(
        ("name", "title", "department", "employer", "e-mail", "phone", "link", "address", "role", "tags")
    )
}


def row_layout(
    shown: Shown, row: PreviewRow, root: Path, contact: Contact | None, people: Mapping[int, Contact | None]
) -> Layout:
    """The sheet of a row. `contact` is as the file has them, `people` those they may be, by what `Possible` names."""

    def layout(width: int) -> Lines:
        lines: Lines = []
        lines += _text(_where(row, root), width, "muted")
        if row.problem:
            lines += [[], *_text(row.problem, width, "wait")]
            if shown.group == "problem":
                lines += _text("Put it right in the file, and bring that in again.", width, "muted")
            else:
                lines += _text("The rest of it comes in.", width, "muted")
        if shown.choice is not None:
            lines += [[], lay_out(width, [("now ", "muted"), shown.state])]
        elif shown.group == "possible":
            lines += [[], *_text("Undecided: as it stands it comes in as somebody new.", width, "wait")]
        lines += _differences(shown, width)
        if shown.group == "possible":
            lines += _side_by_side(row, contact, people, width)
        plain = [change for change in row.changes if not change.conflict and not _in(change, shown.conflicts)]
        if plain:
            lines += [*_heading("WHAT IT CHANGES", width), *_changes(plain, width)]
        elif contact is not None and shown.group != "possible":
            lines += [*_heading("IN THE FILE", width), *_values(contact, width)]
        return lines

    return layout


def whole_layout(preview: ImportPreview, undecided: Mapping[str, int], does: str, root: Path) -> Layout:
    """The sheet of the import as a whole: what it would do, what the files were taken for, what is said of them."""

    def layout(width: int) -> Lines:
        report = preview.report
        lines: Lines = [*_text(does, width, "strong")]
        counts = [
            (report.new, "new"),
            (report.changed, "changed"),
            (report.same, "as in the book"),
            (report.left, "left out"),
            (sum(row.fate == "problem" for row in preview.rows), "cannot come in"),
        ]
        lines.append([])
        lines += [lay_out(width, [(f"{number:>7,} ", "strong"), (what, "muted")]) for number, what in counts if number]
        if report.also:
            lines += _text(f"Also {report.also}.", width, "")
        if undecided.get("possible"):
            number = undecided["possible"]
            who = "One of the new may be somebody" if number == 1 else f"{number:,} of the new may be people"
            lines += [[], *_text(f"{who} you have. Undecided they come in as new; M finds them later.", width, "wait")]
        if undecided.get("differs"):
            said = f"{count(undecided['differs'], 'row differs', 'rows differ')} from the book. Undecided, yours stay."
            lines += [[], *_text(said, width, "wait")]
        lines += _files(preview, root, width)
        return lines

    return layout


def _files(preview: ImportPreview, root: Path, width: int) -> Iterator[Sequence[Part]]:
    yield from _heading("THE FILE" if len(preview.kinds) == 1 else "THE FILES", width)
    for file, kind in preview.kinds[:_MOST_NOTES]:
        yield from _text(_called(file, root), width, "")
        yield from _text(f"taken for {kind}", width, "muted", indent=2)
        for about, note in preview.notes:
            if about == file:
                yield from _text(note, width, "muted", indent=2)
    if len(preview.kinds) > _MOST_NOTES:
        yield lay_out(width, [(f"and {len(preview.kinds) - _MOST_NOTES:,} more", "muted")])
    named = {file for file, _ in preview.kinds}
    for about, note in preview.notes:
        if about not in named:
            yield from _text(note, width, "muted")


def _where(row: PreviewRow, root: Path) -> str:
    file = _called(row.file, root)
    return f"{file}, line {row.line:,}" if row.line else file


def _called(file: str, root: Path) -> str:
    """A file without the folders that lead to what was picked."""
    path = Path(file)
    return str(path.relative_to(root)) if path != root and path.is_relative_to(root) else path.name


def _in(change: FieldChange, conflicts: Sequence[FieldChange]) -> bool:
    return any(change.field == conflict.field for conflict in conflicts)


def _differences(shown: Shown, width: int) -> Iterator[Sequence[Part]]:
    """What the book has and what the file has, with what is chosen marked."""
    if not shown.conflicts:
        return
    yield from _heading("WHERE THEY DIFFER", width)
    theirs = taken(shown.choice, shown.conflicts)
    for change in shown.conflicts:
        file = change.field in theirs
        yield from _labelled(change.field, change.before, width, _ink(not file), _LEADS["yours", not file])
        yield from _labelled("", change.after, width, _ink(file), _LEADS["file", file])
    yield []
    yield from _text("o takes the file's values; • marks what will stand in the book.", width, "muted")


_LEADS = {
    ("yours", True): "• yours  ",
    ("yours", False): "  yours  ",
    ("file", True): "• file   ",
    ("file", False): "  file   ",
}


def _ink(chosen: bool) -> str:
    return "strong" if chosen else "muted"


def _changes(changes: Sequence[FieldChange], width: int) -> Iterator[Sequence[Part]]:
    for change in changes:
        if change.before:
            yield from _labelled(_CALLED.get(change.field, change.field), change.before, width, "muted")
            yield from _labelled("", change.after or "nothing", width, "strong", "→ ")
        else:
            yield from _labelled(_CALLED.get(change.field, change.field), change.after, width, "strong", "+ ")


def _values(contact: Contact, width: int) -> Iterator[Sequence[Part]]:
    for field, value in values_of(contact).items():
        yield from _labelled(field, value, width, "")


def _side_by_side(
    row: PreviewRow, contact: Contact | None, people: Mapping[int, Contact | None], width: int
) -> Iterator[Sequence[Part]]:
    mine = values_of(contact) if contact else {"name": row.name, "employer": row.employer}
    for other in row.possible[:_MOST_POSSIBLE]:
        where = _BOOK if other.who > 0 else "earlier in the file"
        yield from _heading(f"{other.name}", width, f"{other.reason}, {where}")
        known = people.get(other.who)
        if known is None:
            yield from _text("Reading …" if other.who not in people else "No longer there.", width, "muted")
            continue
        yield from _columns(mine, values_of(known), width, where)
    if len(row.possible) > _MOST_POSSIBLE:
        yield [(f"and {len(row.possible) - _MOST_POSSIBLE:,} more: m lists them all", "muted")]
    yield []
    yield from _text("n somebody new · m the same person · x leave out", width, "muted")


def _columns(mine: Mapping[str, str], theirs: Mapping[str, str], width: int, where: str) -> Iterator[Sequence[Part]]:
    fields = list(dict.fromkeys((*mine, *theirs)))
    fields.sort(key=lambda field: _ORDER.get(field, len(_ORDER)))
    if width < _TWO_COLUMNS:
        for field in fields:
            ink = _alike(mine.get(field, ""), theirs.get(field, ""))
            yield from _labelled(field, mine.get(field, "–"), width, ink, "file  ")
            yield from _labelled("", theirs.get(field, "–"), width, ink, "book  " if where == _BOOK else "them  ")
        return
    cells = (width - _LABEL - 2) // 2
    yield _row("", "in the file", where, cells, "muted")
    for field in fields:
        one, other = mine.get(field, ""), theirs.get(field, "")
        ink = _alike(one, other)
        pieces = zip_longest(wrapped(one, cells - 1, _MOST_LINES), wrapped(other, cells - 1, _MOST_LINES), fillvalue="")
        for number, (left, right) in enumerate(pieces):
            yield _row("" if number else field, left, right, cells, ink)


def _alike(one: str, other: str) -> str:
    return "good" if one and fold(one) == fold(other) else ""


def _row(label: str, left: str, right: str, cells: int, ink: str) -> list[Part]:
    return [
        *lay_out(_LABEL, [(label, "muted")]),
        *lay_out(cells, [(left, ink)]),
        ("  ", ""),
        *lay_out(cells, [(right, ink)]),
    ]


def _heading(title: str, width: int, about: str = "") -> Lines:
    return [[], lay_out(width, [(title, "heading")], [(about, "muted")] if about else [])]


def _labelled(label: str, value: str, width: int, ink: str, lead: str = "") -> Iterator[Sequence[Part]]:
    """A value under its label; `lead` stands before its first line, and the others are indented as far."""
    pieces, more = wrap(value, max(width - _LABEL - len(lead), 8), _MOST_LINES)
    for number, piece in enumerate(pieces or [""]):
        end = " …" if more and number == len(pieces) - 1 else ""
        before = " " * len(lead) if number else lead
        yield [*lay_out(_LABEL, [("" if number else label, "muted")]), (before, ink), (f"{piece}{end}", ink)]


def _text(text: str, width: int, ink: str, indent: int = 0) -> Iterator[Sequence[Part]]:
    pieces, _ = wrap(text, max(width - indent, 8), 20)
    for piece in pieces:
        yield [(" " * indent, ""), (piece, ink)]
