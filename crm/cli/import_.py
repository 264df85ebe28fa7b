"""`callback import`: people from files, previewed, then written in one step."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm.cli.import_choose import ask, choices_from, choose
from crm.cli.import_show import (
    report_json,
    show_counts,
    show_report,
    show_rows,
    tell_files,
    tell_problems,
)
from crm.cli.lazy import examples
from crm.cli.output import asks, confirm, cut, print_json, say, tell
from crm.cli.parameters import json_option, yes_option
from crm.cli.state import State, pass_state
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.import_choices import Choice
    from crm.book.import_kept import Kept
    from crm.book.import_preview import ImportPreview
    from crm.book.importing import ImportReport, ParsedFile
    from crm.book.session import Book

EXIT_PROBLEMS = 3
KINDS = ("yaml", "khard", "vcard", "linkedin", "google", "outlook", "csv", "json")
_BOOK_PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class _Wish:
    """How the import is to be done."""

    dry_run: bool
    yes: bool
    overwrite: bool
    strict: bool
    every_row: bool
    as_json: bool


@click.command(
    name="import",
    epilog=examples(
        "callback import Connections.csv             look first, then say yes",
        "callback import --dry-run --rows all.vcf    only look, at every row",
        "callback import --yes contacts/             a folder with everything in it",
        "callback import --from outlook people.csv   what it is, where the content does not tell",
        "khard show --format=yaml dana | callback import -",
        "callback import --same 12=dana@northwind.test --leave 14,20-25 all.vcf",
        "callback import --overwrite people.yaml     the file is right where it differs",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="FILE...")
@click.option("--from", "kind", type=click.Choice(KINDS), help="What the files are; else their content tells.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--rows", is_flag=True, help="List every row, with the number by which the options below name it.")
@yes_option()
@click.option("--leave", multiple=True, metavar="ROWS", help="Leave these rows out: 3,5,9-12.")
@click.option("--new", multiple=True, metavar="ROWS", help="These are somebody new, whoever they look like.")
@click.option(
    "--same", multiple=True, metavar="ROW=WHO", help="This row is that person of the book, or (12=#7) that of row 7."
)
@click.option("--take", multiple=True, metavar="ROWS", help="In these rows the file is right where it differs.")
@click.option("--overwrite", is_flag=True, help="Where a file differs from the book, the file is right.")
@click.option("--strict", is_flag=True, help="One problem, and nothing is imported.")
@json_option()
@pass_state
def import_(
    state: State,
    /,
    files: tuple[Path, ...],
    kind: str | None,
    leave: tuple[str, ...],
    new: tuple[str, ...],
    same: tuple[str, ...],
    take: tuple[str, ...],
    rows: bool,
    **wishes: bool,
) -> None:
    r"""Bring people in: vCard, LinkedIn, Google, Outlook, CSV, khard, JSON, YAML.

    FILE may be a folder, or - for standard input; what it is shows in its content. Blanks are filled and lists added
    to; where a file differs from the book, the book stays and the difference is listed. The same file twice changes
    nothing.

    On a terminal it shows what would be done and asks; what needs a decision can be chosen row by row. One
    `callback undo` takes an import back.
    """
    from crm.book.importing import read_files

    wish = _Wish(every_row=rows, **wishes)
    line = ProgressLine()
    with line:
        parsed = read_files(files, kind=kind or "", standard_input=_standard_input, progress=line)
    tell_files(parsed)
    said = {"leave": leave, "new": new, "same": same, "take": take}
    asking = not wish.yes and asks()
    choices: Mapping[int, Choice] = {}
    preview = None
    if wish.dry_run or rows or asking or any(said.values()):
        from crm.book.import_kept import Kept

        kept = Kept()
        with _book_or_none(state) as book:
            choices = choices_from(book, **said)
            with line:
                preview = _preview(state, book, parsed, wish, choices, kept, line)
            undecided = asking and any(row.asks for row in preview.rows)
            if wish.dry_run or not (preview.report.changes_anything or undecided):
                _finish(preview.report, parsed, preview, wish, done=False)
                return
            if asking:
                preview = _agree(state, book, parsed, wish, preview, kept)
                choices = chosen(preview)
    _finish(_run(state, parsed, wish, choices, line), parsed, preview, wish, done=True, shown=asking)


def chosen(preview: ImportPreview) -> dict[int, Choice]:
    """What was decided about the rows, by their places."""
    return {row.place: row.choice for row in preview.rows if row.choice is not None}


def _agree(
    state: State, book: Book | None, parsed: Sequence[ParsedFile], wish: _Wish, preview: ImportPreview, kept: Kept
) -> ImportPreview:
    """Shows what would be done and asks, until it is a yes. Leaves with 1 on a no."""
    show = tell if wish.as_json else say
    choosing = False
    while True:
        show_counts(preview.report, show, done=False, strict=wish.strict)
        show_rows(preview, show, every=wish.every_row)
        tell_problems(preview.report)
        choosing = choosing or any(row.asks for row in preview.rows)  # once chosen, it can be chosen otherwise
        if choosing:
            answer = ask("Import this? [y]es, [n]o, [c]hoose", "ync", "n")
        else:
            answer = "y" if confirm("Import this?") else "n"
        if answer == "y":
            return preview
        if answer == "n":
            tell("Nothing was imported.")
            raise click.exceptions.Exit(1)
        preview = choose(preview, lambda choices: _preview(state, book, parsed, wish, choices, kept))


@contextmanager
def _book_or_none(state: State) -> Iterator[Book | None]:
    if not state.path.exists():
        yield None
        return
    with state.open() as book:
        yield book


def _standard_input() -> bytes:
    from crm.formats.yaml_events import MAX_BYTES

    if sys.stdin.isatty():
        tell("Reading from the keyboard; ctrl+d ends it.")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _preview(
    state: State,
    book: Book | None,
    parsed: Sequence[ParsedFile],
    wish: _Wish,
    choices: Mapping[int, Choice],
    kept: Kept,
    line: ProgressLine | None = None,
) -> ImportPreview:
    from crm.book.import_preview import preview_rows
    from crm.book.importing import ImportReport

    today = state.today if book is None else None
    preview = preview_rows(
        book, parsed, today=today, overwrite=wish.overwrite, choices=choices, progress=line, kept=kept
    )
    if wish.strict and preview.report.problems:
        return replace(preview, report=ImportReport(problems=preview.report.problems))
    return preview


def _run(
    state: State, parsed: Sequence[ParsedFile], wish: _Wish, choices: Mapping[int, Choice], line: ProgressLine
) -> ImportReport:
    from crm.book.importing import run_import

    fresh, untouched = not state.path.exists(), False
    try:
        with state.open(create=True) as book, line:
            try:
                return run_import(
                    book, parsed, overwrite=wish.overwrite, strict=wish.strict, choices=choices, progress=line
                )
            finally:
                # A book made for nothing goes again, unless somebody has used it meanwhile.
                untouched = fresh and not book.store.value("SELECT 1 FROM undo_act LIMIT 1")
    finally:
        if untouched:
            for part in _BOOK_PARTS:
                state.path.with_name(state.path.name + part).unlink(missing_ok=True)


def _finish(
    report: ImportReport,
    parsed: Sequence[ParsedFile],
    preview: ImportPreview | None,
    wish: _Wish,
    *,
    done: bool,
    shown: bool = False,
) -> None:
    """Prints the result and leaves with 3 where there were problems; what was `shown` already is not told again."""
    if wish.as_json:
        print_json(report_json(report, parsed, preview if wish.every_row else None))
    else:
        show_counts(report, say, done=done, strict=wish.strict)
        if preview is not None and wish.every_row and not shown:
            show_rows(preview, say, every=True)
            tell_problems(report)
        elif not shown:
            show_report(report, say)
        elif report.problems:
            tell(f"{count(len(report.problems), 'problem')}, listed above.")
        if done and report.changes_anything:
            tell("`callback undo` takes it back.")
    if report.problems:
        raise click.exceptions.Exit(EXIT_PROBLEMS)


class ProgressLine:
    """One line on a terminal's stderr that says how far a long import is; nothing anywhere else."""

    _PATIENCE = 0.5
    _EVERY = 0.1

    def __init__(self) -> None:
        self._shown = ""
        self._next = 0.0

    def __enter__(self) -> ProgressLine:
        self._next = time.monotonic() + self._PATIENCE
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r" + " " * len(self._shown) + "\r", nl=False, err=True)
            self._shown = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Says it, when the last time is a moment ago."""
        now = time.monotonic()
        if now < self._next or not sys.stderr.isatty():
            return
        self._next = now + self._EVERY
        share = f" {100 * done // total} %" if total else ""
        text = f"{cut(what, 60)}{share} …"
        click.echo("\r" + text + " " * max(0, len(self._shown) - len(text)), nl=False, err=True)
        self._shown = text
