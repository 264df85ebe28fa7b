"""Rows and cards turned into words and into JSON, the same way by every verb."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crm.domain.next_touch import NextTouch
from crm.domain.people import Labelled
from crm.domain.rows import ContactCard, ContactRow, FollowUpRow, QueueRow, TimelineRow
from crm.domain.words import say_day

HEADINGS = {
    "answer": "TO ANSWER",
    "late": "LATE",
    "today": "TODAY",
    "this-week": "THIS WEEK",
    "next-week": "NEXT WEEK",
    "later": "LATER",
    "decide": "TO DECIDE",
}
_KINDS = {"typed": "", "promise": "you promised", "their-promise": "they promised"}


def queue_json(row: QueueRow) -> dict[str, Any]:
    """A row of the queue for scripts."""
    return {
        "contact": row.contact,
        "contact_uid": row.contact_uid,
        "employer": row.employer,
        "due": row.due,
        "not_before": row.not_before,
        "shown": row.shown,
        "channel": row.channel,
        "purpose": row.purpose,
        "why": row.why,
        "group": row.group,
        "days_late": row.days_late,
        "step": row.step,
        "window_since": row.window_since,
        "asks": row.asks,
    }


def contact_json(row: ContactRow) -> dict[str, Any]:
    """A row of the list of people for scripts."""
    return {
        "uid": row.uid,
        "name": row.name,
        "employer": row.employer,
        "title": row.title,
        "role": row.role,
        "tags": list(row.tags),
        "last_touch": row.last_touch,
        "next_due": row.next_due,
    }


def next_json(found: NextTouch, why: str) -> dict[str, Any]:
    """The next touch for scripts: always there, its dates null where there is none."""
    return {"due": found.due, "not_before": found.not_before, "shown": found.shown, "why": why}


def card_json(card: ContactCard, timeline: Sequence[TimelineRow]) -> dict[str, Any]:
    """All of one person for scripts. Text not known is empty; a birthday or cadence not set is null."""
    contact = card.contact
    return {
        "uid": contact.uid,
        "name": contact.name,
        "employer": contact.employer,
        "title": contact.title,
        "role": contact.role,
        "emails": _points(contact.emails),
        "phones": _points(contact.phones),
        "links": _points(contact.links),
        "addresses": [
            {
                "label": address.label,
                "value": address.text(),
                "street": address.street,
                "code": address.code,
                "city": address.city,
                "region": address.region,
                "country": address.country,
            }
            for address in contact.addresses
        ],
        "tags": list(contact.tags),
        "birthday": contact.birthday or None,
        "notes": contact.notes,
        "cadence": contact.cadence,
        "do_not_contact": contact.do_not_contact,
        "next": next_json(card.next, card.why),
        "timeline": [
            {
                "id": row.id,
                "on": row.on,
                "kind": row.kind,
                "channel": row.channel,
                "direction": row.direction,
                "outcome": row.outcome,
                "note": row.note,
                "gave": row.gave,
                "asked": row.asked,
                "got": row.got,
            }
            for row in timeline
        ],
        "gave": card.balance.gave,
        "asked": card.balance.asked,
        "flagged": card.balance.flagged,
    }


def _points(points: Sequence[Labelled]) -> list[dict[str, str]]:
    return [{"label": point.label, "value": point.value} for point in points]


def item_json(item: FollowUpRow) -> dict[str, Any]:
    """A follow-up or promise for scripts."""
    return {
        "id": item.id,
        "uid": item.uid,
        "on": item.on,
        "at": item.at,
        "kind": item.kind,
        "channel": item.channel,
        "purpose": item.purpose,
        "status": item.status,
    }


def next_words(found: NextTouch, why: str, today: date) -> str:
    """`Tue 12 Jan: quiet for 10 days`, or why there is no date."""
    if not found.shown:
        return f"no date: {why}"
    return f"{say_day(found.shown, today)}: {with_purpose(found, why)}"


def with_purpose(found: NextTouch | QueueRow, why: str) -> str:
    """Why now; for a step of a plan with what it is for before it: a reason alone does not say what to do."""
    if found.kind != "plan" or found.asks or not found.purpose or why.startswith(found.purpose):
        return why
    return f"{found.purpose}: {why}"


def item_words(item: FollowUpRow, today: date) -> str:
    """`Tue 1 Dec 14:00, call: ask about the role`."""
    when = say_day(item.on, today) + (f" {item.at:%H:%M}" if item.at else "")
    head = ", ".join(part for part in (when, _KINDS.get(item.kind, item.kind), item.channel) if part)
    return f"{head}: {item.purpose}" if item.purpose else head


def touch_words(row: TimelineRow) -> str:
    """`call, reached`, or what came in: `email from them`."""
    if row.direction == "in":
        missed = ", no answer" if row.outcome == "no-answer" else ""
        return f"{row.channel} from them{missed}"
    return f"{row.channel}, {row.outcome.replace('-', ' ')}"
