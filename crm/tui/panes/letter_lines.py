"""Letters laid out in lines: a row of the list, the text to read, the material, a finding of the check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.book.letter_reading import LetterDetail, LetterRow
from crm.domain.letter_findings import RULES, Finding
from crm.domain.words import count, say_day
from crm.tui.reads_letters import Material, Waiting
from crm.tui.widgets.prose import Line, Prose, beside
from crm.tui.widgets.safe import Part, lay_out, wrap
from crm.tui.widgets.sheet import Layout

_LONGEST_TEXT = 4_000
_SIDE_BY_SIDE = 40
_CONDITIONS = {"sent": "muted", "reread": "wait", "rests": "", "draft": "", "reader": ""}
#: What of an interview is written from, with the words it stands under.
_FROM_INTERVIEW = (
    ("advantage", "What speaks for you"),
    ("competition", "How you compare"),
    ("questions", "Your open questions"),
    ("responsibilities", "What the role asks for"),
    ("first_tasks", "What the new hire does first"),
    ("chemistry", "How they talk"),
    ("notes", "Notes"),
)


def title(row: LetterRow) -> list[Part]:
    """`Influence letter to Dana Whitfield`."""
    kind = row.kind_words[:1].upper() + row.kind_words[1:]
    to: list[Part] = [(" to ", "muted"), (row.contact, "strong")] if row.contact else []
    return [(kind, ""), *to]


def state(row: LetterRow, group: str) -> Part:
    """`rests until tomorrow 07:00`; under SENT only the day."""
    return (row.state.removeprefix("sent ") if group == "sent" else row.state), _CONDITIONS.get(group, "")


def row_lines(row: LetterRow, group: str, width: int) -> list[list[Part]]:
    """Two lines: to whom, where, and how it stands; then the kind and the subject."""
    who = row.contact or "nobody any more"
    said = " · ".join(part for part in (row.kind_words, row.subject) if part)
    at = f"  {row.employer}" if row.employer else ""
    return [
        lay_out(width, [(who, "strong" if group != "sent" else ""), (at, "muted")], [state(row, group)]),
        lay_out(width, [("  ", ""), (said, "muted")]),
    ]


def read_layout(detail: LetterDetail, today: date) -> Layout:
    """The letter to read: what it is, then its text."""

    def layout(width: int) -> Sequence[Line]:
        row = detail.row
        prose = Prose(width, indent=0)
        prose.line([(row.subject or row.kind_words, "strong")])
        prose.line([*title(row)])
        about = ", ".join(part for part in (row.opportunity, row.employer) if part)
        if about:
            prose.line([("for ", "muted"), (about, "")])
        versions = count(len(detail.versions), "version")
        prose.line([(row.state, "wait" if row.ready else ""), (f" · {_words(detail.text)} · {versions}", "muted")])
        if row.early_on:
            prose.line([(f"sooner than a night, on purpose, on {say_day(row.early_on, today)}", "muted")])
        prose.gap()
        prose.text(detail.text, most=_LONGEST_TEXT)
        if detail.answers:
            prose.heading("Answers")
            for answered in detail.answers:
                prose.bullet(answered, "muted")
        return prose.lines

    return layout


def _words(text: str) -> str:
    return count(len(text.split()), "word")


def material_layout(found: Material) -> Layout:
    """What was said, to write from."""

    def layout(width: int) -> Sequence[Line]:
        prose = Prose(width, indent=0)
        for kind, heading in (("challenge", "Challenges"), ("concern", "Concerns")):
            waiting = [each for each in found.points if each.concern.kind == kind]
            if waiting:
                prose.heading(heading)
                for each in waiting:
                    _point(prose, each)
        if found.interview is not None:
            debrief = found.interview.debrief
            for name, heading in _FROM_INTERVIEW:
                if text := getattr(debrief, name).strip():
                    prose.heading(heading)
                    prose.text(text)
        if not prose.lines:
            prose.text("Nothing was noted to write from.")
            prose.gap()
            prose.text(
                "Challenges, concerns and open questions stand here once an interview was recorded: "
                "I on the home screen, with the person chosen.",
                "muted",
            )
        return prose.lines

    return layout


def _point(prose: Prose, waiting: Waiting) -> None:
    concern = waiting.concern
    prose.bullet(concern.text, after=concern.said_by)
    inner = Prose(prose.width, indent=2, lines=prose.lines)
    for proof in waiting.proofs:
        inner.bullet(proof.title, "good", sign="✓")
        for part in (proof.situation, proof.action, proof.result):
            if part.strip():
                inner.text(part, "muted", indent=4, most=4)
    if not waiting.proofs:
        inner.text("no proof point answers this yet", "wait", indent=2)


def finding_lines(finding: Finding, width: int) -> list[list[Part]]:
    """A finding: where and what, the reason, the words there; text shared with another letter beside it."""
    place = f"line {finding.line}" if finding.line else "all of it"
    prose = Prose(width, indent=0)
    prose.line([(RULES.get(finding.rule, finding.rule), "strong")], [(place, "accent" if finding.line else "muted")])
    prose.text(finding.reason, "muted", most=6)
    if finding.theirs:
        prose.lines += _shared(finding, width)
    elif finding.excerpt:
        prose.text(f"“{finding.excerpt}”", most=3)
    return prose.lines


def _shared(finding: Finding, width: int) -> list[list[Part]]:
    if width < _SIDE_BY_SIDE:
        stacked = Prose(width, indent=0)
        stacked.labelled("yours", finding.excerpt, room=8, most=4)
        stacked.labelled("earlier", finding.theirs, "muted", room=8, most=4)
        return stacked.lines
    column = (width - 3) // 2
    mine = [[("yours", "accent")], *([(piece, "")] for piece in wrap(finding.excerpt, column, 12)[0])]
    theirs = [
        [("the earlier letter", "accent")],
        *([(piece, "muted")] for piece in wrap(finding.theirs, column, 12)[0]),
    ]
    return beside(mine, theirs, width, gap=3)
