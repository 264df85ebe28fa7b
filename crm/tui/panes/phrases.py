"""Short phrases of the panes, each with the ink it is drawn in."""

from __future__ import annotations

from datetime import date

from crm.book.standing import Standing, WindowPicture
from crm.domain.queue import days_late, group_of
from crm.domain.rows import ContactCard, ContactRow, FollowUpRow, QueueRow, TimelineRow
from crm.domain.words import count, say_day, say_when
from crm.tui.widgets.safe import Part

#: From so many cells on a row has room for the reason of a step beside its purpose.
_ROOMY = 50

_WHAT = {
    "answer": "reply",
    "promise": "promise",
    "their-promise": "check back",
    "letter": "letter",
    "news": "news",
    "decide": "decide",
}
#: What a row of the group `decide` asks about, in a word.
_ASKS = {"reply": "they replied", "streak": "three tries", "moved": "they moved"}
#: What can be decided, where there is no room for the whole question.
_CHOICES = {
    "reply": "go on, hand over, or end it?",
    "streak": "rest, somebody else there, or end it?",
    "moved": "go on, hand over, or end it?",
}
_TOLD_BY = {"manager": "the manager", "hr": "HR", "assistant": "an assistant"}
_HOW = {
    "call": "by phone",
    "email": "by e-mail",
    "letter": "by letter",
    "portal": "in the portal",
    "silence": "by silence",
}
_STAGES = {
    "lead": "found as a lead",
    "applied": "applied",
    "screening": "screening",
    "interviewing": "interviewing",
    "final": "final round",
    "offer": "offer",
    "accepted": "accepted",
    "withdrawn": "withdrawn",
    "no answer": "no answer came",
}
_KINDS = {"promise": "you promised", "their-promise": "they promised"}


def state(row: ContactRow, today: date) -> Part:
    """How somebody stands: `to answer`, `late`, `today`, `in 9 days`; empty without a date."""
    if row.do_not_contact:
        return "do not contact", "muted"
    if row.next_due is None or row.kind is None:
        return "resting" if row.snoozed else "", "muted"
    group = group_of(
        row.kind,
        row.next_due,
        today,
        snoozed=row.snoozed,
        decide_from=row.decide_from,
        limit_reached=row.held_back,
    )
    if group == "answer":
        return "to answer", "wait"
    if group == "decide":
        return "to decide", "wait"
    if group == "late":
        return "late", "wait"
    if group == "next-week":
        return "next week", "muted"
    return say_when(row.next_due, today), "good" if group == "today" else "muted"


def due(row: QueueRow, today: date) -> list[Part]:
    """What is due and when: `call, 1 day` under LATE, `reply, 1 day late`; under TODAY only `call`."""
    if row.group == "decide":
        return [(_ASKS.get(row.asks, "decide"), "wait")]
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


def reason(row: QueueRow, width: int) -> str:
    """Why now, in a line; of a step of a plan first what it is about, and why as well where there is room."""
    if row.group == "decide" and width < _ROOMY:
        return _CHOICES.get(row.asks, row.why)
    if row.kind != "plan" or row.asks or not row.purpose:
        return row.why
    window = row.why.rpartition("; ")[2] if row.window_since is not None else ""
    if width >= _ROOMY:
        return row.purpose if row.why.startswith(row.purpose) else f"{row.purpose}: {row.why}"
    return f"{row.purpose}; {window}" if window else row.purpose


def next_touch(card: ContactCard, today: date) -> list[Part]:
    """`call, Mon 23 Nov, 1 day late`, or that there is no date."""
    found = card.next
    if found.shown is None or found.kind is None:
        return [("no date", "muted")]
    if card.group == "decide":
        return [("your decision, ", ""), ("d opens the choices", "wait")]
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
    match row.kind:
        case "stage":
            return "◇", _of(_STAGES.get(row.outcome, row.outcome), row)
        case "no":
            return "✕", _said_no(row)
        case "interview":
            kind = row.channel if "interview" in row.channel.casefold() else f"{row.channel} interview".strip()
            return "◆", _of(f"{kind}{'' if row.outcome == 'held' else f', {row.outcome}'}", row)
        case "step":
            return "·", f"step of the plan {row.outcome}"
        case "follow-up":
            return "·", f"follow-up {row.outcome}".strip()
    channel = "touch" if row.channel == "other" else row.channel
    if row.direction == "in":
        missed = ", missed" if row.channel == "call" and row.outcome == "no-answer" else ""
        return "←", f"{channel} from them{missed}"
    if row.channel == "voicemail" and row.outcome == "no-answer":
        return "→", channel
    return "→", f"{channel}, {row.outcome.replace('-', ' ')}"


def under_entry(row: TimelineRow) -> str:
    """What stands under a no before the reason: `runner-up · Senior Analyst`; nothing under other entries."""
    return " · ".join(part for part in (row.outcome, row.about) if part) if row.kind == "no" else ""


def _said_no(row: TimelineRow) -> str:
    """`said no, by e-mail from HR`."""
    how = _HOW.get(row.channel, "")
    who = "" if row.direction in {"", "nobody"} else _TOLD_BY.get(row.direction, row.direction)
    came = f"{how} from {who}" if how and who else how or (f"from {who}" if who else "")
    return ", ".join(part for part in ("said no", came) if part)


def _of(words: str, row: TimelineRow) -> str:
    return f"{words} · {row.about}" if row.about else words


def standing(found: Standing | None, role: str, today: date) -> list[Part]:
    """`hiring manager · said no Mon 12 Oct, runner-up`; only the role without an opportunity."""
    if found is None:
        return [(role, "muted")] if role else []
    part = found.part or role
    parts: list[Part] = [(part, "muted"), (" · ", "rule")] if part else []
    return [*parts, (_stood(found, today), "")]


def roles(found: Standing | None) -> list[Part]:
    """`Senior Analyst and 1 other`: the opportunities they have a part in; nothing without one."""
    if found is None:
        return []
    more = f" and {count(found.more, 'other')}" if found.more else ""
    return [(f"{found.title}{more}", "muted")]


def _stood(found: Standing, today: date) -> str:
    on = f" {say_day(found.since, today)}" if found.since else ""
    if found.stage == "rejected":
        return f"said no{on}" + (f", {found.rank}" if found.rank else "")
    return f"{_STAGES.get(found.stage, found.stage)}{f' since{on}' if on else ''}"


def window(found: WindowPicture) -> list[Part]:
    """`▁▂▅█▇▅▃▂▁  day 41, open since Fri 6 Nov`, the bar of today standing out."""
    bars: list[Part] = [(found.bars, "muted")]
    if found.today is not None:
        at = found.today
        bars = [(found.bars[:at], "muted"), (found.bars[at], "accent"), (found.bars[at + 1 :], "muted")]
    return [*bars, (f"  {found.words}", "" if found.is_open else "muted")]


def next_step(found: Standing | None) -> list[Part]:
    """` · step 4: coffee`, behind the next touch where a step of a plan makes it due."""
    if found is None or not found.step_number:
        return []
    return [(" · ", "rule"), (f"step {found.step_number}: {found.step_purpose}", "")]


def interview(found: Standing, today: date) -> list[Part]:
    """`Thu 3 Dec 14:30, panel`, the next interview; nothing without one."""
    if found.interview_on is None:
        return []
    at = f" {found.interview_at:%H:%M}" if found.interview_at else ""
    kind = f", {found.interview_kind}" if found.interview_kind else ""
    return [(f"{say_day(found.interview_on, today)}{at}", "good" if found.interview_on == today else ""), (kind, "")]


def balance(card: ContactCard, found: Standing | None) -> list[list[Part]]:
    """`3 touches · you gave 2, asked 1 · 1 concern open`, and in a second line when asking runs ahead."""
    texts = ["no touches yet"]
    if card.touches:
        texts = [count(card.touches, "touch", "touches"), f"you gave {card.gave}, asked {card.asked}"]
    lines: list[list[Part]] = [[(" · ".join(texts), "muted")]]
    if found is not None and found.concerns:
        lines[0] += [(" · ", "rule"), (f"{count(found.concerns, 'concern')} open", "wait")]
    if card.balance.flagged:
        lines.append([("asked twice in a row: now something for them", "wait")])
    return lines
