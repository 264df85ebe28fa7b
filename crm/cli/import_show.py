"""What `callback import` prints of an import: the files, the counts, the rows, the problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from crm.cli.output import cut, tell
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.import_preview import FieldChange, ImportPreview, PreviewRow
    from crm.book.importing import ImportReport, ParsedFile

Print = Callable[[str], None]

_MOST_LINES = 20
#: Less of those about whom nothing is to be decided: the counts must stay in sight.
_MOST_NEW = 10
_LONGEST = 40


def tell_files(parsed: Sequence[ParsedFile]) -> None:
    """What each file was taken for, and what is said of it, on stderr; of many files only those that say something."""
    from crm.book.import_files import FOLDER

    plain = [file for file in parsed if not file.notes and file.kind != FOLDER]
    for file in parsed:
        if len(plain) > _MOST_NEW and not file.notes:
            continue
        if file.kind and file.kind != FOLDER:
            tell(f"{file.file}: {file.kind}, {_people(len(file.records))}.")
        elif file.notes:
            tell(f"{file.file}:")
        for note in file.notes:
            tell(f"  {note}")
    if len(plain) > _MOST_NEW:
        tell(f"{count(len(plain), 'file')} with {_people(sum(len(file.records) for file in plain))}.")
    _tell_unknown_keys(parsed)


def _people(number: int) -> str:
    return count(number, "person", "people")


def _tell_unknown_keys(parsed: Sequence[ParsedFile]) -> None:
    """A key that nobody knows is kept, but it may be a mistyped one: it is said once, with its first contact."""
    first: dict[str, str] = {}
    for file in parsed:
        for record in file.records:
            if record.shape == "friendly":
                for key in record.contact.extra:
                    first.setdefault(key, f"{record.file}, line {record.line}")
    _some(
        tell,
        "Not known here, kept as written and exported again:",
        [f"“{_brief(key)}” ({where})" for key, where in first.items()],
    )


def show_counts(report: ImportReport, show: Print, *, done: bool, strict: bool) -> None:
    """How many are new, changed, the same; and what else comes."""
    if strict and report.problems:
        show("Nothing was imported: --strict takes all of it or nothing.")
    would = "" if done or not report.changes_anything else " would be"
    left = f" {report.left:,} left out." if report.left else ""
    show(f"{count(report.new, 'contact')}{would} new, {report.changed:,} changed, {report.same:,} the same.{left}")
    if report.also:
        show(f"Also {report.also}.")


def show_report(report: ImportReport, show: Print) -> None:
    """Whom new contacts may be, which values were kept, and what went wrong."""
    _some(
        show,
        f"{count(report.duplicates, 'new contact')} may be somebody else's double:",
        [f"{name}: like {other} ({reason})" for name, other, reason in report.possible],
    )
    _some(
        show,
        f"{count(len(report.conflicts), 'difference')}, kept as the book has it (--overwrite takes the file's):",
        [
            f"{conflict.contact}: {conflict.difference.field} is “{_brief(conflict.difference.kept)}”, "
            f"not “{_brief(conflict.difference.other)}” ({conflict.file}, line {conflict.line})"
            for conflict in report.conflicts
        ],
    )
    tell_problems(report)


def tell_problems(report: ImportReport) -> None:
    """What went wrong, with its lines, on stderr."""
    if not report.problems:
        return
    tell(f"{count(len(report.problems), 'problem')}:")
    for problem in report.problems[:_MOST_LINES]:
        tell(f"  {problem}{' The rest of them comes in.' if problem.partial else ''}")
    if len(report.problems) > _MOST_LINES:
        tell(f"  and {len(report.problems) - _MOST_LINES:,} more; --json lists them.")


def show_rows(preview: ImportPreview, show: Print, *, every: bool) -> None:
    """The rows by what becomes of them, each with the number by which a choice names it; `every` cuts nothing."""
    left = [row for row in preview.rows if row.left]
    rows = [row for row in preview.rows if not row.left]
    for head, chosen, limit in (
        ("New:", [_one(row) for row in rows if row.fate == "new"], _MOST_NEW),
        ("Changed:", [_changed(row) for row in rows if row.fate == "changed"], _MOST_NEW),
        ("New, but possibly somebody else's double:", [_possible(row) for row in rows if row.fate == "possible"],
         _MOST_LINES),
        ("Kept as the book has it (--overwrite takes the file's):", list(_conflicts(rows)), _MOST_LINES),
        ("Coming in without a part:", [_partly(row) for row in rows if row.fate != "problem" and row.problem],
         _MOST_LINES),
        ("Left out:", [_one(row) for row in left], _MOST_NEW),
    ):  # fmt: skip
        _some(show, head, chosen, limit=len(chosen) if every else limit, rest="; --rows shows them all")
    if every:
        _some(show, "The same:", [_one(row) for row in rows if row.fate == "same"], limit=len(rows))


def name_of(row: PreviewRow) -> str:
    """A row's person with their employer."""
    return f"{row.name}, {row.employer}" if row.employer else row.name


def _one(row: PreviewRow) -> str:
    return f"{row.place:>4}  {name_of(row)}"


def _changed(row: PreviewRow) -> str:
    changes = "; ".join(_change(change) for change in row.changes if not change.conflict)
    return f"{_one(row)}: {changes}" if changes else _one(row)


def _change(change: FieldChange) -> str:
    for between in (", ", "; "):
        if change.before and change.after.startswith(change.before + between):
            # A list that was added to: only what is new.
            return f"{change.field}: + {_brief(change.after.removeprefix(change.before + between))}"
    before = f"{_brief(change.before)} → " if change.before else ""
    return f"{change.field}: {before}{_brief(change.after)}"


def _possible(row: PreviewRow) -> str:
    return f"{_one(row)}: {'; or '.join(f'like {other.name} ({other.reason})' for other in row.possible[:3])}"


def _conflicts(rows: Iterable[PreviewRow]) -> Iterable[str]:
    for row in rows:
        for change in row.conflicts:
            yield (
                f"{row.place:>4}  {row.name}: {change.field} is “{_brief(change.before)}”, "
                f"not “{_brief(change.after)}” ({row.file}, line {row.line})"
            )


def _partly(row: PreviewRow) -> str:
    return f"{row.place:>4}  {row.name}: {row.problem} ({row.file}, line {row.line})"


def report_json(report: ImportReport, parsed: Sequence[ParsedFile], preview: ImportPreview | None) -> dict[str, Any]:
    """The import as JSON; with `preview` each row of it."""
    from crm.book.import_files import FOLDER

    found: dict[str, Any] = {
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "left": report.left,
        "also": report.also,
        "duplicates": report.duplicates,
        "conflicts": len(report.conflicts),
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "contact": problem.contact,
                "message": problem.message,
                "partial": problem.partial,
            }
            for problem in report.problems
        ],
        "files": [
            {
                "file": file.file,
                "kind": file.kind if file.kind != FOLDER else "",
                "people": len(file.records),
                "notes": list(file.notes),
            }
            for file in parsed
        ],
    }
    if preview is not None:
        found["rows"] = [row_json(row) for row in preview.rows]
    return found


def row_json(row: PreviewRow) -> dict[str, Any]:
    """A row of the preview as JSON."""
    return {
        "place": row.place,
        "name": row.name,
        "employer": row.employer,
        "fate": row.fate,
        "left": row.left,
        "file": row.file,
        "line": row.line,
        "changes": [
            {"field": each.field, "before": each.before, "after": each.after, "conflict": each.conflict}
            for each in row.changes
        ],
        "possible": [
            {
                "who": each.who if each.who > 0 else None,
                "row": -each.who if each.who < 0 else None,
                "name": each.name,
                "reason": each.reason,
                "sure": each.sure,
            }
            for each in row.possible
        ],
        "problem": row.problem,
    }


def _some(show: Print, head: str, lines: Sequence[str], *, limit: int = _MOST_LINES, rest: str = "") -> None:
    if not lines:
        return
    show(head)
    for line in lines[:limit]:
        show(f"  {line}")
    if len(lines) > limit:
        show(f"  and {len(lines) - limit:,} more{rest}.")


def _brief(text: str) -> str:
    return cut(" ".join(text.split()), _LONGEST)
