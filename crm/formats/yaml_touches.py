"""What passed and what is planned, in YAML: touches, follow-ups, promises, snoozes."""

from __future__ import annotations

from dataclasses import replace

from crm.domain.touches import CHANNELS, DIRECTIONS, OUTCOMES, FollowUp, FollowUpKind, Touch, usual_outcome
from crm.formats.records import FollowUpRecord, PassRecord, SnoozeRecord, TouchRecord
from crm.formats.yaml_events import Mapping, Node, Scalar, fold_key
from crm.formats.yaml_values import (
    Misread,
    asides,
    clock,
    day,
    day_and_time,
    each,
    joined,
    lines,
    moment,
    one_line,
    one_of,
    pick,
    several_lines,
    whole_number,
    yes_or_no,
)

KINDS = ("typed", "promise", "their-promise", "news")
STATUSES = ("open", "done", "skipped", "cancelled")

_CHANNELS: dict[str, str] = {fold_key(name): str(name) for name in CHANNELS} | {
    "phone": "call",
    "telephone": "call",
    "phonecall": "call",
    "mail": "email",
    "post": "letter",
    "card": "letter",
    "note": "message",
    "sms": "message",
    "text": "message",
    "chat": "message",
    "linkedin": "message",
    "interview": "meeting",
    "coffee": "meeting",
    "lunch": "meeting",
    "visit": "meeting",
    "video": "meeting",
    "videocall": "meeting",
}
_DIRECTIONS: dict[str, str] = {name: name for name in DIRECTIONS} | {
    "outbound": "out",
    "outgoing": "out",
    "inbound": "in",
    "incoming": "in",
}
_OUTCOMES: dict[str, str] = {spelled: name for name in OUTCOMES for spelled in (name, fold_key(name))}
_KINDS = {spelled: name for name in KINDS for spelled in (name, fold_key(name))}
_STATUSES = {name: name for name in STATUSES} | {"canceled": "cancelled"}

_TOUCH_KEYS = {
    "on": "on",
    "date": "on",
    "day": "on",
    "channel": "channel",
    "direction": "direction",
    "outcome": "outcome",
    "note": "note",
    "notes": "note",
    "gave": "gave",
    "asked": "asked",
    "got": "got",
    "promise": "promise",
    "promised": "promise",
    "theypromised": "they promised",
    "theirpromise": "they promised",
    "promisetext": "promise text",
    "answerneeded": "answer needed",
    "contacts": "contacts",
    "with": "contacts",
    "uid": "uid",
    "seq": "seq",
    "created": "created",
}
_FOLLOW_UP_KEYS = {
    "on": "on",
    "date": "on",
    "day": "on",
    "at": "at",
    "time": "at",
    "purpose": "purpose",
    "why": "purpose",
    "channel": "channel",
    "kind": "kind",
    "status": "status",
    "statuson": "status on",
    "touch": "touch",
    "news": "news",
    "uid": "uid",
    "seq": "seq",
    "created": "created",
    "updated": "updated",
}
_SNOOZE_KEYS = {"until": "until", "on": "until", "seton": "set on", "seq": "seq"}
_PASS_KEYS = {"on": "on", "seq": "seq"}


def read_touch(node: Node) -> TouchRecord:
    """One touch. Raises Misread with the line and a sentence."""
    if not isinstance(node, Mapping):
        raise Misread(node.line, "a touch is written like {on: 2026-10-30, channel: call, note: asked for news}")
    found, others = pick(node, _TOUCH_KEYS, "touch")
    if "on" not in found:
        raise Misread(node.line, "a touch needs its day, like on: 2026-10-30")
    get = found.get
    channel = one_of(found["channel"], "channel", _CHANNELS, CHANNELS) if "channel" in found else "call"
    direction = one_of(found["direction"], "direction", _DIRECTIONS, DIRECTIONS) if "direction" in found else "out"
    note = several_lines(found["note"], "note") if "note" in found else ""
    if others:
        note = "\n".join(filter(None, (note, asides(others))))
    touch = Touch(
        on=day(found["on"], "touch on"),
        channel=channel,  # type: ignore[arg-type]
        direction=direction,  # type: ignore[arg-type]
        outcome=one_of(found["outcome"], "outcome", _OUTCOMES, OUTCOMES)  # type: ignore[arg-type]
        if "outcome" in found
        else usual_outcome(channel, direction),
        note=note.strip(),
        gave=joined(gave, "gave", ", ") if (gave := get("gave")) else "",
        asked=joined(asked, "asked", ", ") if (asked := get("asked")) else "",
        answer_needed=yes_or_no(answer, "answer needed") if (answer := get("answer needed")) else True,
        uid=one_line(uid, "uid") if (uid := get("uid")) else "",
        seq=whole_number(seq, "seq") if (seq := get("seq")) else 0,
        created=moment(created, "created") if (created := get("created")) else None,
        got=joined(got, "got", ", ") if (got := get("got")) else "",
    )
    promises: tuple[FollowUpRecord, ...] = ()
    if "promise" in found or "they promised" in found:
        purpose = one_line(found["promise text"], "promise text") if "promise text" in found else ""
        promises = tuple(
            replace(record, follow_up=replace(record.follow_up, purpose=record.follow_up.purpose or purpose))
            for name, kind in (("promise", "promise"), ("they promised", "their-promise"))
            if name in found
            for item in each(found[name])
            for record in (read_follow_up(item, name, kind),)  # type: ignore[arg-type]
        )
    elif "promise text" in found:
        raise Misread(found["promise text"].line, "a promise needs its day, like promise: 2026-10-30")
    people = tuple(lines(found["contacts"], "contacts")) if "contacts" in found else ()
    return TouchRecord(touch, people, promises, node.line)


def read_follow_up(node: Node, what: str, kind: FollowUpKind) -> FollowUpRecord:
    """A date (and time) alone, or a mapping with its purpose. Raises Misread."""
    if isinstance(node, Scalar):
        on, at = day_and_time(node, what)
        return FollowUpRecord(FollowUp(on, at=at, kind=kind), line=node.line)
    if not isinstance(node, Mapping):
        raise Misread(node.line, f"{what} is written like 2026-12-15 or {{on: 2026-12-15, purpose: ask how it went}}")
    found, others = pick(node, _FOLLOW_UP_KEYS, what)
    if "on" not in found:
        raise Misread(node.line, f"{what} needs its day, like on: 2026-12-15")
    get = found.get
    on, at = day_and_time(found["on"], what)
    purpose = joined(found["purpose"], "purpose", ", ") if "purpose" in found else ""
    if others:
        purpose = "; ".join(filter(None, (purpose, *asides(others).splitlines())))
    follow_up = FollowUp(
        on=on,
        at=clock(found["at"], "at") if "at" in found else at,
        purpose=purpose,
        channel=one_of(channel, "channel", _CHANNELS, CHANNELS) if (channel := get("channel")) else "",
        kind=one_of(named, "kind", _KINDS, KINDS) if (named := get("kind")) else kind,  # type: ignore[arg-type]
        status=one_of(status, "status", _STATUSES, STATUSES)  # type: ignore[arg-type]
        if (status := get("status"))
        else "open",
        status_on=day(closed, "status on") if (closed := get("status on")) else None,
        uid=one_line(uid, "uid") if (uid := get("uid")) else "",
        seq=whole_number(seq, "seq") if (seq := get("seq")) else 0,
        touch_uid=one_line(touch, "touch") if (touch := get("touch")) else "",
        created=moment(created, "created") if (created := get("created")) else None,
    )
    updated = moment(found["updated"], "updated").strftime("%Y-%m-%dT%H:%M:%SZ") if "updated" in found else ""
    news = one_line(found["news"], "news") if "news" in found else ""
    return FollowUpRecord(follow_up, updated, node.line, news)


def read_snooze(node: Node) -> SnoozeRecord:
    """The day until which somebody is left alone. Raises Misread."""
    if isinstance(node, Mapping):
        found, _ = pick(node, _SNOOZE_KEYS, "snooze")
        if "until" in found:
            return SnoozeRecord(
                day(found["until"], "snooze"),
                day(asked, "set on") if (asked := found.get("set on")) else None,
                whole_number(seq, "seq") if (seq := found.get("seq")) else 0,
            )
        raise Misread(node.line, "a snooze needs its end, like until: 2027-01-11")
    return SnoozeRecord(day(node, "snooze"))


def read_pass(node: Node) -> PassRecord:
    """The day on which a touch was passed over. Raises Misread."""
    if isinstance(node, Mapping):
        found, _ = pick(node, _PASS_KEYS, "pass")
        if "on" in found:
            return PassRecord(day(found["on"], "pass"), whole_number(seq, "seq") if (seq := found.get("seq")) else 0)
        raise Misread(node.line, "a pass needs its day, like on: 2026-10-30")
    return PassRecord(day(node, "pass"))
