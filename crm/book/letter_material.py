"""What a letter is laid out from: the points that wait for an answer, and what was noted in the interview."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.book.session import Book
from crm.domain.letter_draft import DraftMaterial, DraftPoint, DraftProof, lay_out_letter
from crm.domain.letter_findings import Point, PointKind
from crm.domain.words import LONG_MONTHS, say_day

_BULLETS = " \t-*•–"


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it is begun."""

    subject: str
    text: str


def draft_for(book: Book, kind: str, *, contact_id: int, opportunity_id: int | None, interview_id: int | None) -> Draft:
    """The draft of a letter to a contact of the book, laid out from what was noted."""
    recipient, given, employer = book.store.rows(
        "SELECT c.name, c.given, l.employer FROM contact c JOIN listing l ON l.contact_id = c.id WHERE c.id = ?",
        (contact_id,),
    )[0]
    role, at = book.store.row(
        "SELECT o.title, e.name FROM opportunity o LEFT JOIN employer e ON e.id = o.employer_id WHERE o.id = ?",
        (opportunity_id,),
    ) or ("", "")
    on, advantage, competition, questions, responsibilities, chemistry = book.store.row(
        'SELECT "on", advantage, competition, questions, responsibilities, chemistry FROM interview WHERE id = ?',
        (interview_id,),
    ) or ("", *[""] * 5)
    rows = _waiting(book, opportunity_id, interview_id, None)
    proofs = _proofs(book, [number for number, _, _ in rows])
    material = DraftMaterial(
        recipient=recipient,
        given=given,
        employer=at or employer,
        opportunity=role,
        points=tuple(DraftPoint(text, point_kind, tuple(proofs[number])) for number, text, point_kind in rows),
        advantage=advantage,
        competition=competition,
        own_questions=_lines(questions),
        responsibilities=_lines(responsibilities),
        chemistry=chemistry,
        last_touch=_last_touch(book, contact_id),
        feedback=_feedback(book, contact_id),
        news=_news(book) if kind == "news" else "",
    )
    return Draft(_subject(kind, role, on), lay_out_letter(kind, material))


def usual_opportunity(book: Book, contact_id: int) -> int | None:
    """The opportunity a letter to somebody is about where none is said: the only one they have a part in."""
    rows = book.store.rows(
        "SELECT DISTINCT opportunity_id FROM opportunity_contact WHERE contact_id = ? LIMIT 2", (contact_id,)
    )
    return int(rows[0][0]) if len(rows) == 1 else None


def points_for(
    book: Book, opportunity_id: int | None, interview_id: int | None = None, letter_id: int | None = None
) -> tuple[Point, ...]:
    """The challenges and concerns that wait for an answer, those of the interview first, with their proof points.

    What was closed, or answered elsewhere than in this letter, is left out.
    """
    rows = _waiting(book, opportunity_id, interview_id, letter_id)
    proofs = _proofs(book, [number for number, _, _ in rows])
    return tuple(
        Point(
            number, text, kind, tuple(part for proof in proofs[number] for part in (proof.title, proof.result) if part)
        )
        for number, text, kind in rows
    )


def _waiting(
    book: Book, opportunity_id: int | None, interview_id: int | None, letter_id: int | None
) -> list[tuple[int, str, PointKind]]:
    if opportunity_id is None:
        return []
    rows = book.store.rows(
        "SELECT c.id, c.text, c.kind FROM concern c LEFT JOIN interview i ON i.id = c.interview_id "
        "WHERE c.closed_on IS NULL AND coalesce(c.opportunity_id, i.opportunity_id) = ? "
        "AND NOT EXISTS (SELECT 1 FROM answer a LEFT JOIN letter l ON l.id = a.letter_id WHERE a.concern_id = c.id "
        "AND (a.letter_id IS NULL OR (l.status = 'sent' AND l.id IS NOT ?))) "
        "ORDER BY c.interview_id IS NOT ?, c.kind = 'concern', c.seq, c.id",
        # An answer in a letter counts once that letter is sent.
        (opportunity_id, letter_id, interview_id),
    )
    return [(number, text, kind) for number, text, kind in rows]


def _proofs(book: Book, concern_ids: Sequence[int]) -> dict[int, list[DraftProof]]:
    proofs: dict[int, list[DraftProof]] = defaultdict(list)
    for concern_id, *parts in book.store.rows(
        "SELECT j.concern_id, p.title, p.situation, p.action, p.result "
        "FROM concern_proof j JOIN proof_point p ON p.id = j.proof_id "
        f"WHERE j.concern_id IN ({','.join(map(str, concern_ids))}) ORDER BY j.place, j.id"
    ):
        proofs[concern_id].append(DraftProof(*parts))
    return proofs


def _subject(kind: str, role: str, interview_on: str) -> str:
    """A subject where what is known gives one: no ready-made phrase."""
    if kind == "influence" and interview_on:
        on = date.fromisoformat(interview_on)
        return f"Our conversation on {on.day} {LONG_MONTHS[on.month - 1]}"
    return role if kind in {"cover", "influence", "thanks", "feedback"} else ""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(bare for line in text.splitlines() if (bare := line.strip(_BULLETS)))


def _last_touch(book: Book, contact_id: int) -> str:
    found = book.store.row(
        'SELECT t."on", t.channel, t.direction, t.note FROM touch_contact p JOIN touch t ON t.id = p.touch_id '
        'WHERE p.contact_id = ? ORDER BY p."on" DESC, p.seq DESC LIMIT 1',
        (contact_id,),
    )
    if found is None:
        return ""
    on, channel, direction, note = found
    what = f"{channel} from them" if direction == "in" else channel
    said = f", {note}" if note else ""
    return f"{what}, {say_day(date.fromisoformat(on), book.today)}{said}"


def _feedback(book: Book, contact_id: int) -> str:
    """What they gave last, with what was noted of it."""
    found = book.store.row(
        "SELECT t.got, t.note FROM touch_contact p JOIN touch t ON t.id = p.touch_id "
        "WHERE p.contact_id = ? AND t.got <> '' ORDER BY p.\"on\" DESC, p.seq DESC LIMIT 1",
        (contact_id,),
    )
    return ", ".join(part for part in found if part) if found else ""


def _news(book: Book) -> str:
    return book.store.value('SELECT text FROM news ORDER BY "on" DESC, seq DESC LIMIT 1') or ""
