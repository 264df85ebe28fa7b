"""Short phrases of the panes, each with the ink it is drawn in."""

from __future__ import annotations

from datetime import date

from crm.domain.queue import days_late, group_of
from crm.domain.rows import ContactCard, ContactRow, FollowUpRow, QueueRow, TimelineRow
from crm.domain.words import count, say_day, say_when
from crm.tui.widgets.safe import Part

_WHAT = {"answer": "reply", "promise": "promise", "their-promise": "check back"}
_KINDS = {"promise": "you promised", "their-promise": "they promised"}


def state(row: ContactRow, today: date) -> Part:
    """How somebody stands: `to answer`, `late`, `today`, `in 9 days`; empty without a date."""
    if row.do_not_contact:
        return "do not contact", "muted"
    if row.next_due is None or row.kind is None:
        return "resting" if row.snoozed else "", "muted"
    group = group_of(row.kind, row.next_due, today, snoozed=row.snoozed)
    if group == "answer":
        return "to answer", "wait"
    if group == "late":
        return "late", "wait"
    return say_when(row.next_due, today), "good" if group == "today" else "muted"


def due(row: QueueRow, today: date) -> list[Part]:
    """What is due and when: `call, 1 day` under LATE, `reply, 1 day late`; under TODAY only `call`."""
    what = _WHAT.get(row.kind, "") or row.channel
    if row.days_late:
        late = "" if row.group == "late" else " late"  # under its heading the word is said already
        when, ink = f"{count(row.days_late, 'day')}{late}", "wait"
    elif row.shown == today and row.group == "today":
        when, ink = "" if what else "today", "good"
    else:
        when, ink = say_day(row.shown, today), ""
    if not what:
        return [(when, ink)]
    return [(what, "" if row.days_late or row.group != "today" else "good"), (f", {when}" if when else "", ink)]


def next_touch(card: ContactCard, today: date) -> list[Part]:
    """`call, Mon 23 Nov, 1 day late`, or that there is no date."""
    found = card.next
    if found.shown is None or found.kind is None:
        return [("no date", "muted")]
    what = _WHAT.get(found.kind, "") or found.channel
    parts: list[Part] = [(f"{what}, " if what else "", ""), (say_day(found.shown, today), "")]
    late = days_late(found.shown, today)
    if late:
        parts.append((f", {count(late, 'day')} late", "wait"))
    elif found.shown == today:
        parts.append((", today", "good"))
    return parts


def open_item(row: FollowUpRow, today: date) -> list[Part]:
    """`Fri 4 Dec 15:00, send the paper (you promised)`."""
    at = f" {row.at:%H:%M}" if row.at else ""
    what = row.purpose or row.channel or "follow-up"
    kind = f" ({_KINDS[row.kind]})" if row.kind in _KINDS else ""
    return [(f"{say_day(row.on, today)}{at}", ""), (", ", "muted"), (what, ""), (kind, "muted")]


def entry(row: TimelineRow) -> tuple[str, str]:
    """The sign of a timeline entry and what it was: `→`, `call, reached`."""
    if row.kind != "touch":
        return "·", f"follow-up {row.outcome}".strip()
    channel = "touch" if row.channel == "other" else row.channel
    if row.direction == "in":
        missed = ", missed" if row.channel == "call" and row.outcome == "no-answer" else ""
        return "←", f"{channel} from them{missed}"
    if row.channel == "voicemail" and row.outcome == "no-answer":
        return "→", channel
    return "→", f"{channel}, {row.outcome.replace('-', ' ')}"
