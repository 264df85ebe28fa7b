"""What the import screen says: counts, what Enter does, what came of it."""

from __future__ import annotations

from pathlib import Path

from crm.book.import_preview import ImportPreview
from crm.book.importing import ImportReport
from crm.domain.text import clean_line
from crm.domain.words import count

_MOST_KINDS = 3


def people(number: int) -> str:
    """`19 people`."""
    return count(number, "person", "people")


def called(path: Path) -> str:
    """The name of a file or folder without the folders before it."""
    return clean_line(path.name) or str(path)


def kinds(preview: ImportPreview) -> str:
    """What the files were taken for: `vCard 3.0`, or `12 files: vCard 3.0, CSV`."""
    names = list(dict.fromkeys(kind for _, kind in preview.kinds))
    if len(preview.kinds) <= 1:
        return "".join(names)
    more = len(names) - _MOST_KINDS
    some = ", ".join(names[:_MOST_KINDS]) + (f" and {more} more" if more > 0 else "")
    return f"{count(len(preview.kinds), 'file')}: {some}"


def counts(preview: ImportPreview, *, short: bool = False) -> str:
    """`16 new · 3 possible · 2 changed · 31 the same · 1 problem`; `short` leaves out what nobody waits for."""
    rows = [row for row in preview.rows if not row.left]
    number = {fate: sum(row.fate == fate for row in rows) for fate in ("new", "possible", "changed", "same", "problem")}
    said = [
        (number["new"], "new"),
        (number["possible"], "possible"),
        (number["changed"], "changed"),
        (number["same"] * (not short), "the same"),
        (preview.report.left * (not short), "left out"),
    ]
    parts = [f"{many:,} {word}" for many, word in said if many]
    if number["problem"]:
        parts.append(count(number["problem"], "problem"))
    return " · ".join(parts) or "nobody"


def does(report: ImportReport, source: str) -> str:
    """What Enter does: `Import 19 people from contacts.vcf and change 2`."""
    if not report.changes_anything:
        return f"The book has everything of {source} already: there is nothing to import."
    also = f", with {report.also}" if report.also else ""
    if report.new:
        rest = f" and change {report.changed:,}" if report.changed else ""
        return f"Import {people(report.new)} from {source}{rest}{also}"
    if report.changed:
        return f"Change {people(report.changed)} as {source} has them{also}"
    return f"Import {report.also or 'what is new'} from {source}"


def done(report: ImportReport) -> str:
    """One sentence about an import."""
    parts = [f"{people(report.new)} came in"] if report.new else []
    if report.changed:
        parts.append(f"{report.changed:,} changed" if parts else f"{people(report.changed)} changed")
    if report.left:
        parts.append(f"{report.left:,} left out")
    said = ", ".join(parts) or f"{report.also or 'What was new'} came in"
    if report.duplicates:
        whom = "one may be somebody" if report.duplicates == 1 else f"{report.duplicates:,} may be people"
        said += f"; {whom} you have: M shows them"
    return f"{said}; u undoes"
