"""Challenges and concerns as rows and as a sheet with what answers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.domain.interviews import Answer, Concern, ProofPoint, Suggestion
from crm.domain.words import say_day
from crm.tui.widgets.prose import Line, Prose, wrapped
from crm.tui.widgets.safe import Part, lay_out

_WAYS = {"letter": "by letter", "talk": "in a talk", "work": "by work"}
_ROW_LINES = 2


def state_of(one: Concern, today: date, *, dated: bool = True) -> Part:
    """How it stands: `open`, `answered in a talk, Tue 24 Nov`, `closed`."""
    if one.closed_on is not None:
        return f"closed, {say_day(one.closed_on, today)}" if dated else "closed", "muted"
    if (answer := one.answered) is not None:
        day = f", {say_day(answer.on, today)}" if dated else ""
        return f"answered {_WAYS[answer.how]}{day}", "good"
    if any(answer.how == "letter" for answer in one.answers):
        return "open until the letter is sent", "wait"
    return "open", "wait"


def row(one: Concern, today: date, width: int) -> Sequence[Line]:
    """What they said on a line or two; by whom and how it stands; the stories that are ready."""
    lines: list[Line] = [[(piece, "" if one.is_open else "muted")] for piece in wrapped(one.text, width, _ROW_LINES)]
    by = ", ".join(part for part in (one.kind, one.said_by) if part)
    lines.append(lay_out(width, [("  ", ""), (by, "muted")], [state_of(one, today, dated=False)]))
    if one.proofs and one.is_open:
        titles = ", ".join(proof.title for proof in one.proofs)
        lines.append(lay_out(width, [("  ready: ", "muted"), (titles, "accent")]))
    return lines


def sheet(
    one: Concern, proofs: Sequence[ProofPoint], fits: Sequence[Suggestion], width: int, today: date
) -> list[Line]:
    """The whole of it: their words, where it was answered, the stories linked and those that fit."""
    prose = Prose(width, indent=0)
    prose.line([(one.kind, "strong")], [state_of(one, today)])
    prose.gap()
    prose.text(one.text)
    prose.gap()
    said = ", ".join(part for part in (one.said_by, say_day(one.on, today)) if part)
    where = ", ".join(part for part in (one.opportunity, one.employer) if part)
    prose.text(said, "muted")
    if where:
        prose.text(where, "muted")
    if one.answers:
        prose.heading("ANSWERED")
        for answer in reversed(one.answers):
            _answer(prose, answer, today)
    linked = {proof.id for proof in one.proofs}
    if linked:
        prose.heading("YOUR STORIES FOR IT")
        for proof in proofs:
            if proof.id in linked:
                prose.bullet(proof.title, "strong", sign="→")
                if proof.result:
                    prose.text(proof.result, indent=2)
    others = [fit for fit in fits if fit.proof.id not in linked]
    if others:
        prose.heading("STORIES THAT FIT")
        for fit in others:
            prose.bullet(fit.proof.title, after=fit.why)
            if fit.proof.result:
                prose.text(fit.proof.result, "muted", indent=2)
    if not linked and not others:
        prose.gap()
        prose.text("No story of yours fits yet: P goes to them, n there writes one.", "muted")
    if one.is_open:
        prose.gap()
        prose.text("a answers it: in a talk, by letter, by work done for them.", "muted")
    return prose.lines


def _answer(prose: Prose, answer: Answer, today: date) -> None:
    way = _WAYS[answer.how]
    waits = "" if answer.counts else ", counts when the letter is sent"
    prose.text(f"{way}, {say_day(answer.on, today)}{waits}", "" if answer.counts else "wait")
    if answer.note:
        prose.text(answer.note, "muted", indent=2)
