"""What the search itself shows, in counts: how far opportunities came, what is answered, what follows a no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from crm.book.interview_touch import touch_uid
from crm.book.opportunity_rows import load_opportunities
from crm.book.session import Book
from crm.domain.letters import KINDS
from crm.domain.opportunities import ALL_STAGES, STAGES, WAYS_OUT, Opportunity
from crm.domain.touches import CHANNELS, Weight, weight

#: A no is kept warm while its people have heard of one within this time: the longest gap between placed touches
#: (65 days) and a few days more.
WARM = timedelta(days=70)


#: The kinds of touches that are no letters: by what was given and asked.
_KIND_WORDS = {
    (True, True): "gave and asked",
    (True, False): "gave something",
    (False, True): "asked for something",
    (False, False): "neither gave nor asked",
}


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """How many opportunities came as far as a stage, or further on the way in; and how many stand there now."""

    stage: str
    reached: int
    now: int


@dataclass(frozen=True, slots=True)
class Replies:
    """Of the touches that went out in one way, how many reached them or were followed by something from them."""

    what: str
    tries: int
    answered: int


@dataclass(frozen=True, slots=True)
class AfterNo:
    """A no, and the days until somebody there was in contact again; None while nobody was."""

    opportunity_id: int
    opportunity: str
    employer: str
    on: date
    days: int | None


@dataclass(frozen=True, slots=True)
class SecondChance:
    """An opportunity that opened again, and what came before: days since the no, touches in between, the last one."""

    opportunity_id: int
    opportunity: str
    employer: str
    on: date
    days: int | None
    touches: int
    gave: int
    last_on: date | None = None
    last_channel: str = ""
    last_direction: str = ""
    last_with: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """The numbers. `warm` of `waiting` rejected opportunities are being kept warm."""

    funnel: tuple[FunnelRow, ...]
    by_channel: tuple[Replies, ...]
    by_kind: tuple[Replies, ...]
    after_no: tuple[AfterNo, ...]
    warm: int
    waiting: int
    second_chances: tuple[SecondChance, ...]


def learned(book: Book) -> Learned:
    """The numbers of the whole book."""
    opportunities = load_opportunities(book.store)
    by_channel, by_kind = _replies(book)
    waiting = [one for one in opportunities.values() if one.stage == "rejected"]
    return Learned(
        funnel=tuple(_funnel(opportunities.values())),
        by_channel=by_channel,
        by_kind=by_kind,
        after_no=tuple(_after_no(book, opportunities)),
        warm=sum(_is_warm(book, one) for one in waiting),
        waiting=len(waiting),
        second_chances=tuple(_second_chances(book, opportunities)),
    )


def _funnel(opportunities: Iterable[Opportunity]) -> list[FunnelRow]:
    """Who skips a stage has come past it; a way out counts those who were ever there."""
    reached = dict.fromkeys(ALL_STAGES, 0)
    now = dict.fromkeys(ALL_STAGES, 0)
    for one in opportunities:
        stages = {event.stage for event in one.history}
        far = max((STAGES.index(stage) for stage in stages if stage in STAGES), default=0)
        for stage in STAGES[: far + 1]:
            reached[stage] += 1
        for stage in stages.intersection(WAYS_OUT):
            reached[stage] += 1
        now[one.stage] += 1
    return [FunnelRow(stage, reached[stage], now[stage]) for stage in ALL_STAGES]


def _replies(book: Book) -> tuple[tuple[Replies, ...], tuple[Replies, ...]]:
    """By channel and by kind of touch, without those that nothing was sent by. Interviews ask for no reply."""
    interviews = {touch_uid(row[0]) for row in book.store.rows("SELECT uid FROM interview WHERE status = 'held'")}
    channels: dict[str, list[int]] = {channel: [0, 0] for channel in CHANNELS}
    kinds: dict[str, list[int]] = {
        **{kind.words: [0, 0] for kind in KINDS.values()},
        **{words: [0, 0] for words in _KIND_WORDS.values()},
    }
    rows = book.store.rows(
        "WITH each AS (SELECT p.touch_id, t.uid, t.channel, t.direction, t.outcome, t.gave <> '' AS gave, "
        "t.asked <> '' AS asked, lead(t.direction) OVER (PARTITION BY p.contact_id ORDER BY p.\"on\", p.seq, "
        "p.touch_id) AS after FROM touch_contact p JOIN touch t ON t.id = p.touch_id) "
        "SELECT each.uid, each.channel, each.outcome, each.gave, each.asked, max(coalesce(each.after = 'in', 0)), "
        "(SELECT l.kind FROM letter l WHERE l.touch_id = each.touch_id LIMIT 1) "
        "FROM each WHERE each.direction = 'out' GROUP BY each.touch_id"
    )
    for uid, channel, outcome, gave, asked, followed, letter in rows:
        if uid in interviews:
            continue
        answered = int(bool(followed) or weight(channel, "out", outcome) is Weight.CONTACT)
        kind = KINDS[letter].words if letter in KINDS else _KIND_WORDS[bool(gave), bool(asked)]
        for counts in (channels[channel], kinds[kind]):
            counts[0] += 1
            counts[1] += answered
    return _told(channels), _told(kinds)


def _told(counts: dict[str, list[int]]) -> tuple[Replies, ...]:
    return tuple(Replies(what, tries, answered) for what, (tries, answered) in counts.items() if tries)


def _after_no(book: Book, opportunities: dict[int, Opportunity]) -> list[AfterNo]:
    """Newest first. What brought the no is not the next contact."""
    found = []
    for opportunity_id, on, seq, touch_id in book.store.rows(
        'SELECT r.opportunity_id, v."on", v.seq, r.touch_id FROM rejection r JOIN stage_event v ON v.id = r.event_id '
        'ORDER BY v."on" DESC, v.seq DESC, r.id DESC'
    ):
        one, day = opportunities[opportunity_id], date.fromisoformat(on)
        rows = book.store.rows(
            'SELECT p."on", t.channel, t.direction, t.outcome FROM opportunity_contact x '
            "JOIN touch_contact p ON p.contact_id = x.contact_id JOIN touch t ON t.id = p.touch_id "
            'WHERE x.opportunity_id = ? AND (p."on", p.seq) > (?, ?) AND t.id IS NOT ? ORDER BY p."on", p.seq',
            (opportunity_id, on, seq, touch_id),
        )
        first = next((row[0] for row in rows if weight(*row[1:]) is Weight.CONTACT), None)
        days = (date.fromisoformat(first) - day).days if first else None
        found.append(AfterNo(opportunity_id, one.title, one.employer, day, days))
    return found


def _is_warm(book: Book, opportunity: Opportunity) -> bool:
    """A plan runs with somebody there, or one was in touch with them lately."""
    people = f"({','.join(str(person.contact_id) for person in opportunity.people)})"
    if book.store.value(
        "SELECT 1 FROM plan p WHERE p.status = 'running' AND (p.opportunity_id = ? OR EXISTS "
        f"(SELECT 1 FROM plan_step s WHERE s.plan_id = p.id AND s.status = 'open' AND s.contact_id IN {people}))",
        (opportunity.id,),
    ):
        return True
    since = max(opportunity.since or date.min, book.today - WARM)
    return bool(
        book.store.value(
            f"SELECT 1 FROM touch_contact p JOIN touch t ON t.id = p.touch_id WHERE p.contact_id IN {people} "
            'AND p."on" >= ? AND t.id NOT IN (SELECT touch_id FROM rejection WHERE touch_id IS NOT NULL)',
            (since,),
        )
    )


def _second_chances(book: Book, opportunities: dict[int, Opportunity]) -> list[SecondChance]:
    """Newest first: those that came back after a way out, and those that follow on another one."""
    found = []
    for one in opportunities.values():
        before = opportunities.get(one.second_of or 0)
        out: date | None = None
        if before is not None and one.history:
            out = next((event.on for event in reversed(before.history) if event.stage in WAYS_OUT), None)
            found.append(_second_chance(book, one, one.history[0].on, out, (one, before)))
        out = None
        for event in one.history:
            if event.stage in WAYS_OUT:
                out = event.on
            elif out is not None:
                found.append(_second_chance(book, one, event.on, out, (one,)))
                out = None
    return sorted(found, key=lambda each: each.on, reverse=True)


def _second_chance(
    book: Book, one: Opportunity, on: date, out: date | None, where: tuple[Opportunity, ...]
) -> SecondChance:
    people = {person.contact_id: person.name for each in where for person in each.people}
    rows = book.store.rows(
        'SELECT t."on", t.channel, t.direction, t.gave, min(p.contact_id) FROM touch_contact p '
        f"JOIN touch t ON t.id = p.touch_id WHERE p.contact_id IN ({','.join(map(str, people))}) "
        'AND p."on" BETWEEN ? AND ? '
        "AND t.id NOT IN (SELECT touch_id FROM rejection WHERE touch_id IS NOT NULL) "
        'GROUP BY t.id ORDER BY t."on", t.seq',
        (out or date.min, on),
    )
    last = rows[-1] if rows else None
    return SecondChance(
        one.id,
        one.title,
        one.employer,
        on,
        (on - out).days if out else None,
        len(rows),
        sum(bool(row[3]) for row in rows),
        date.fromisoformat(last[0]) if last else None,
        last[1] if last else "",
        last[2] if last else "",
        people[last[4]] if last else "",
    )
