"""`callback import`: people from files, previewed, then written in one step."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm.cli.lazy import examples
from crm.cli.output import asks, confirm, cut, print_json, say, tell
from crm.cli.parameters import json_option, yes_option
from crm.cli.state import State, pass_state
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.importing import ImportReport, ParsedFile

EXIT_PROBLEMS = 3
_MOST_LINES = 20
_BOOK_PARTS = ("", "-wal", "-shm")


@click.command(
    name="import",
    epilog=examples(
        "callback import people.yaml                 look first, then say yes",
        "callback import --dry-run people.yaml       only look",
        "callback import --yes contacts/             a folder with everything in it",
        "khard show --format=yaml dana | callback import -",
        "callback import --overwrite people.yaml     the file is right where it differs",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@yes_option()
@click.option("--overwrite", is_flag=True, help="Where a file differs from the book, the file is right.")
@click.option("--strict", is_flag=True, help="One problem, and nothing is imported.")
@json_option()
@pass_state
def import_(
    state: State, files: tuple[Path, ...], dry_run: bool, yes: bool, overwrite: bool, strict: bool, as_json: bool
) -> None:
    r"""Bring people in from YAML: khard's, your own, or a whole book.

    FILE may be a folder, or - for standard input. Blanks are filled and lists added to; where a file differs from
    the book, the book stays and the difference is listed. The same file twice changes nothing.

    On a terminal it shows what would be done and asks. One `callback undo` takes an import back.
    """
    from crm.book.importing import read_files, run_import

    line = _ProgressLine()
    with line:
        parsed = read_files(files, standard_input=_standard_input, progress=line)
    _tell_unknown_keys(parsed)
    report = None
    if dry_run or not state.path.exists() or (not yes and asks()):
        report = _preview(state, parsed, overwrite, strict)
        if dry_run or not report.changes_anything:
            _finish(report, as_json, done=False, strict=strict)
            return
        if not yes and asks():
            _show(report, tell if as_json else say, done=False, strict=strict)
            if not confirm("Import this?"):
                tell("Nothing was imported.")
                raise click.exceptions.Exit(1)
    fresh, untouched = not state.path.exists(), False
    try:
        with state.open(create=True) as book, line:
            try:
                report = run_import(book, parsed, overwrite=overwrite, strict=strict, progress=line)
            except BaseException:
                # A book made for this import goes again with it, unless somebody has used it meanwhile.
                untouched = fresh and not book.store.value("SELECT 1 FROM undo_act LIMIT 1")
                raise
    finally:
        if untouched:
            for part in _BOOK_PARTS:
                state.path.with_name(state.path.name + part).unlink(missing_ok=True)
    _finish(report, as_json, done=True, strict=strict)


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


def _standard_input() -> bytes:
    from crm.formats.yaml_events import MAX_BYTES

    if sys.stdin.isatty():
        tell("Reading from the keyboard; ctrl+d ends it.")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _preview(state: State, parsed: Sequence[ParsedFile], overwrite: bool, strict: bool) -> ImportReport:
    from crm.book.importing import ImportReport, preview_import

    if state.path.exists():
        with state.open() as book:
            report = preview_import(book, parsed, overwrite=overwrite)
    else:
        report = preview_import(None, parsed, today=state.today, overwrite=overwrite)
    return ImportReport(problems=report.problems) if strict and report.problems else report


def _finish(report: ImportReport, as_json: bool, *, done: bool, strict: bool) -> None:
    """Prints the result and leaves with 3 where there were problems."""
    if as_json:
        print_json(
            {
                "new": report.new,
                "changed": report.changed,
                "same": report.same,
                "also": report.also,
                "duplicates": report.duplicates,
                "conflicts": len(report.conflicts),
                "problems": [
                    {
                        "file": problem.file,
                        "line": problem.line,
                        "contact": problem.contact,
                        "message": problem.message,
                    }
                    for problem in report.problems
                ],
            }
        )
    else:
        _show(report, say, done=done, strict=strict)
        if done and report.changes_anything:
            tell("`callback undo` takes it back.")
    if report.problems:
        raise click.exceptions.Exit(EXIT_PROBLEMS)


def _show(report: ImportReport, tell_result: Callable[[str], None], *, done: bool, strict: bool) -> None:
    if strict and report.problems:
        tell_result("Nothing was imported: --strict takes all of it or nothing.")
    would = "" if done or not report.changes_anything else " would be"
    tell_result(f"{count(report.new, 'contact')}{would} new, {report.changed:,} changed, {report.same:,} the same.")
    if report.also:
        tell_result(f"Also {report.also}.")
    _some(
        tell_result,
        f"{count(report.duplicates, 'new contact')} may be somebody else's double:",
        [f"{name}: like {other}" for name, other in report.possible],
    )
    _some(
        tell_result,
        f"{count(len(report.conflicts), 'difference')}, kept as the book has it (--overwrite takes the file's):",
        [
            f"{conflict.contact}: {conflict.difference.field} is “{_brief(conflict.difference.kept)}”, "
            f"not “{_brief(conflict.difference.other)}” ({conflict.file}, line {conflict.line})"
            for conflict in report.conflicts
        ],
    )
    if report.problems:
        tell(f"{count(len(report.problems), 'problem')}:")
        for problem in report.problems[:_MOST_LINES]:
            tell(f"  {problem}")
        if len(report.problems) > _MOST_LINES:
            tell(f"  and {len(report.problems) - _MOST_LINES:,} more; --json has them all.")


def _some(tell_result: Callable[[str], None], head: str, lines: Sequence[str]) -> None:
    if lines:
        tell_result(head)
        for line in lines[:_MOST_LINES]:
            tell_result(f"  {line}")
        if len(lines) > _MOST_LINES:
            tell_result(f"  and {len(lines) - _MOST_LINES:,} more.")


def _brief(text: str) -> str:
    return cut(" ".join(text.split()), 40)


class _ProgressLine:
    """One line on a terminal's stderr that says how far a long import is; nothing anywhere else."""

    _PATIENCE = 0.5
    _EVERY = 0.1

    def __init__(self) -> None:
        self._shown = ""
        self._next = 0.0

    def __enter__(self) -> _ProgressLine:
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
