"""Interviews, concerns and proof points turned into words and into JSON, the same way by every verb."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from crm.domain.interviews import DEBRIEF_TEXTS, Concern, Interview, ProofPoint, Quote
from crm.domain.words import say_day


def when_words(one: Interview, today: date) -> str:
    """`Tue 1 Dec 14:30 (Europe/Berlin)`."""
    at = f" {one.at:%H:%M}" if one.at else ""
    zone = f" ({one.zone})" if one.at and one.zone else ""
    return f"{say_day(one.on, today)}{at}{zone}"


def interview_line(one: Interview, today: date) -> str:
    """`Tue 1 Dec 14:30, video, with Dana Whitfield: Platform engineer, Northwind Robotics`."""
    with_whom = f"with {', '.join(one.names)}" if one.people else ""
    told = one.status == "cancelled" or (one.status == "planned" and one.on <= today)
    status = one.status if told else ""
    head = ", ".join(part for part in (when_words(one, today), one.kind, with_whom, status) if part)
    return f"{head}: {', '.join(part for part in (one.opportunity, one.employer) if part)}"


def interview_lines(one: Interview) -> Iterator[tuple[str, str]]:
    """What was noted, each with its label."""
    if one.location:
        yield "where", one.location
    said = one.debrief
    for label, quotes in (("challenges", said.challenges), ("concerns", said.concerns)):
        if quotes:
            yield label, "\n".join(f"- {_quoted(quote, one)}" for quote in quotes)
    yield from said.texts()


def _quoted(quote: Quote, one: Interview) -> str:
    names = {person.contact_id: person.name for person in one.people}
    by = names.get(quote.contact_id or 0, "") if len(one.people) > 1 else ""
    return quote.text + (f" ({by})" if by else "")


def interview_json(one: Interview) -> dict[str, Any]:
    """An interview for scripts. Text not noted is empty; a time not set is null."""
    said = one.debrief
    return {
        "id": one.id,
        "uid": one.uid,
        "opportunity": one.opportunity,
        "opportunity_id": one.opportunity_id,
        "employer": one.employer,
        "on": one.on,
        "at": one.at,
        "zone": one.zone,
        "minutes": one.minutes,
        "kind": one.kind,
        "location": one.location,
        "status": one.status,
        "people": list(one.names),
        "challenges": [quote.text for quote in said.challenges],
        "concerns": [quote.text for quote in said.concerns],
        **{name: getattr(said, name) for name in DEBRIEF_TEXTS},
    }


def concern_json(one: Concern) -> dict[str, Any]:
    """A row of the ledger for scripts."""
    return {
        "id": one.id,
        "uid": one.uid,
        "kind": one.kind,
        "text": one.text,
        "on": one.on,
        "opportunity": one.opportunity,
        "opportunity_id": one.opportunity_id,
        "employer": one.employer,
        "said_by": one.said_by,
        "open": one.is_open,
        "closed_on": one.closed_on,
        "proofs": [{"id": proof.id, "title": proof.title} for proof in one.proofs],
        "answers": [
            {
                "id": answer.id,
                "how": answer.how,
                "on": answer.on,
                "note": answer.note,
                "letter_id": answer.letter_id,
                "counts": answer.counts,
            }
            for answer in one.answers
        ],
    }


def concern_state(one: Concern, today: date) -> str:
    """`open`, `answered by letter, Tue 24 Nov`, `closed`; an open one says which proof points wait to answer it."""
    if one.closed_on is not None:
        return f"closed, {say_day(one.closed_on, today)}"
    if (answer := one.answered) is not None:
        way = {"letter": "by letter", "talk": "in a talk", "work": "by work"}[answer.how]
        return f"answered {way}, {say_day(answer.on, today)}"
    if any(answer.how == "letter" for answer in one.answers):
        return "open until the letter is sent"
    return "open" + (f", ready: {', '.join(proof.title for proof in one.proofs)}" if one.proofs else "")


def proof_json(one: ProofPoint) -> dict[str, Any]:
    """A proof point for scripts."""
    return {
        "id": one.id,
        "uid": one.uid,
        "title": one.title,
        "situation": one.situation,
        "action": one.action,
        "result": one.result,
        "tags": list(one.tags),
        "concerns": one.concerns,
        "letters": one.letters,
        "answers": one.answers,
    }
