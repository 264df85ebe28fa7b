"""`callback letter check`: what to look at before a letter goes out."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import click

from crm.cli.lazy import examples
from crm.cli.letter_phrases import letter_argument, named
from crm.cli.output import cells, pad, print_json, say, tell, width_of_output
from crm.cli.parameters import json_option
from crm.cli.state import State, pass_state
from crm.domain.letter_findings import RULES
from crm.domain.text import clean_line
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.domain.letter_findings import Finding

_WIDEST = 110
_SIDE_BY_SIDE = 72  # cells; on a narrower terminal the two stand below each other
_INDENT = 9
_GAP = " │ "


@click.command(epilog=examples("callback letter check dana", "callback letter check 3 --json | jq -r '.[].reason'"))
@letter_argument()
@json_option()
@pass_state
def check(state: State, letter: str, as_json: bool) -> None:
    """What to look at in a letter, each with its line and column, and the reason. It blocks nothing.

    Exit code 0 when there is nothing to look at, 1 when there is.
    """
    with state.open() as book:
        from crm.book.letter_reading import the_letter
        from crm.book.letters import check as look_over

        row = the_letter(book, letter, unsent=True)
        findings = look_over(book, row.id)
    if as_json:
        print_json([_json(finding) for finding in findings])
    elif not findings:
        say(f"Nothing to look at in {named(row)}.")
    else:
        width = min(width_of_output(), _WIDEST)
        for finding in findings:
            for line in _lines(finding, width):
                say(line)
        tell(f"{count(len(findings), 'thing')} to look at in {named(row)}; it is yours to decide.")
    if findings:
        raise click.exceptions.Exit(1)


def _json(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "line": finding.line or None,
        "column": finding.column or None,
        "excerpt": finding.excerpt,
        "reason": finding.reason,
        "theirs": finding.theirs or None,
        "earlier": finding.earlier,
    }


def _lines(finding: Finding, width: int) -> list[str]:
    place = f"{finding.line}:{finding.column}" if finding.line else "letter"
    head = RULES.get(finding.rule, finding.rule)
    room = max(width - _INDENT, 20)
    margin = " " * _INDENT
    lines = [f"{pad(place, _INDENT - 2)}  {head}", *_wrapped(finding.reason, room, margin)]
    if finding.theirs:
        lines += [margin + line for line in _beside(finding.excerpt, finding.theirs, room)]
    elif finding.excerpt:
        lines += _wrapped(f"“{finding.excerpt}”", room, margin)
    return lines


def _beside(ours: str, theirs: str, width: int) -> list[str]:
    """Two passages side by side under `here` and `there`; below each other where there is no room."""
    if width < _SIDE_BY_SIDE:
        return [f"here:  {clean_line(ours)}", f"there: {clean_line(theirs)}"]
    half = (width - len(_GAP)) // 2
    left, right = (["here", *_wrapped(ours, half)], ["there", *_wrapped(theirs, half)])
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [""] * (rows - len(right))
    return [(pad(one, half) + _GAP + other).rstrip() for one, other in zip(left, right, strict=True)]


def _wrapped(text: str, width: int, margin: str = "") -> list[str]:
    line = clean_line(text)
    wide = cells(line) > len(line)  # wide characters take two cells each
    return [margin + part for part in textwrap.wrap(line, width // 2 if wide else width)]
