"""The facts of the rule, read from a book for some contacts at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from crm.domain.facts import Facts, FollowUpFact, LetterFact, PassFact, PlanItem, SnoozeFact
from crm.domain.next_touch import Rule, own_gap_days, snoozed_until
from crm.domain.plans import DecisionFact, PlanFacts, PlannedPerson
from crm.domain.touches import TouchFact, Weight
from crm.store.outreach import CURRENT
from crm.store.plan_facts import attempts_in, items_of, load_plans, members, plans_by_id, run_plans

if TYPE_CHECKING:
    from crm.store.database import BookDatabase

CHUNK = 2000


def facts_of(database: BookDatabase, ids: Iterable[int], rule: Rule) -> dict[int, Facts]:
    """The facts of the rule for each of the contacts, in a few reads whatever their number.

    Raises UnreadableBook where a fact cannot be understood.
    """
    wanted = list(ids)
    found: dict[int, Facts] = {}
    for start in range(0, len(wanted), CHUNK):
        with database.reading_facts():
            found.update(facts_in(database, wanted[start : start + CHUNK], rule))
    return found


def facts_in(database: BookDatabase, ids: list[int], rule: Rule) -> dict[int, Facts]:
    """The facts of at most `CHUNK` contacts; what cannot be understood raises as it is."""
    facts = _own(database, ids)
    opportunities, plans, letters = database.execute_sql(
        "SELECT EXISTS(SELECT 1 FROM opportunity_contact), EXISTS(SELECT 1 FROM plan_step), "
        "EXISTS(SELECT 1 FROM letter WHERE status = 'finished')"
    ).fetchone()
    more: dict[int, dict[str, object]] = defaultdict(dict)
    within = f"({','.join(map(str, ids))})"
    read = database.execute_sql
    for contact, on in read(
        'SELECT p.contact_id, max(o."on") FROM position p JOIN employer_outreach o ON o.employer_id = p.employer_id '
        f"AND o.contact_id <> p.contact_id WHERE p.contact_id IN {within} AND p.id = ({CURRENT}) GROUP BY 1"
    ):
        more[contact]["colleagues"] = _day(on)
    if opportunities:
        for contact, on in read(
            "SELECT c.contact_id, max(CASE e.stage WHEN 'rejected' THEN e.\"on\" END) FROM opportunity_contact c "
            "LEFT JOIN stage_event e ON e.opportunity_id = c.opportunity_id "
            f"WHERE c.contact_id IN {within} GROUP BY 1"
        ):
            more[contact]["in_search"] = True
            more[contact]["rejected"] = on and _day(on)
    if letters:
        waiting: dict[int, list[LetterFact]] = defaultdict(list)
        for contact, letter, on, kind in read(
            "SELECT contact_id, id, ready_on, kind FROM letter WHERE status = 'finished' AND ready_on IS NOT NULL "
            f"AND contact_id IN {within} ORDER BY id"
        ):
            waiting[contact].append(LetterFact(letter, _day(on), kind))
        for contact, found in waiting.items():
            more[contact]["letters"] = found
    if plans:
        planned = members(database, ids)
        for contact in planned:
            more[contact]["in_search"] = True
        for contact, items in _plans(database, list(planned), rule).items():
            more[contact]["plans"] = items
        for contact, attempts in _attempts(database, facts, planned).items():
            more[contact]["attempts"] = attempts
    return {
        contact: replace(fact, **more[contact]) if contact in more else fact  # type: ignore[arg-type]
        for contact, fact in facts.items()
    }


def _own(database: BookDatabase, ids: list[int]) -> dict[int, Facts]:
    within = f"({','.join(map(str, ids))})"
    read = database.execute_sql
    touches: dict[int, list[TouchFact]] = defaultdict(list)
    # CROSS JOIN keeps the order of the loops: a contact's touches are one range of an index.
    for contact, on, seq, channel, direction, outcome, needed, touch_id, uid, got in read(
        'SELECT p.contact_id, p."on", p.seq, t.channel, t.direction, t.outcome, t.answer_needed, t.id, t.uid, t.got '
        f"FROM touch_contact p CROSS JOIN touch t ON t.id = p.touch_id WHERE p.contact_id IN {within}"
    ):
        touches[contact].append(TouchFact(_day(on), seq, channel, direction, outcome, bool(needed), touch_id, uid, got))
    follow_ups: dict[int, list[FollowUpFact]] = defaultdict(list)
    for contact, on, seq, kind, channel, purpose, follow_up_id, made in read(
        'SELECT f.contact_id, f."on", f.seq, f.kind, f.channel, f.purpose, f.id, t."on" FROM follow_up f '
        f"LEFT JOIN touch t ON t.id = f.touch_id WHERE f.status = 'open' AND f.contact_id IN {within} ORDER BY f.id"
    ):
        follow_ups[contact].append(
            FollowUpFact(_day(on), seq, kind, channel, purpose, id=follow_up_id, made=_day(made) if made else None)
        )
    snoozes: dict[int, list[SnoozeFact]] = defaultdict(list)
    passes: dict[int, list[PassFact]] = defaultdict(list)
    decisions: dict[int, list[DecisionFact]] = defaultdict(list)
    for what, contact, on, seq, more, plan in read(
        f"SELECT 'snooze', contact_id, until, seq, set_on, NULL FROM snooze WHERE contact_id IN {within} UNION ALL "
        f"SELECT 'pass', contact_id, \"on\", seq, NULL, NULL FROM pass WHERE contact_id IN {within} UNION ALL "
        f"SELECT 'decision', contact_id, \"on\", seq, kind, plan_id FROM decision WHERE contact_id IN {within}"
    ):
        if what == "snooze":
            snoozes[contact].append(SnoozeFact(_day(on), _day(more), seq))
        elif what == "pass":
            passes[contact].append(PassFact(_day(on), seq))
        else:
            decisions[contact].append(DecisionFact(more, _day(on), seq, plan))
    return {
        contact: Facts(
            added=_day(added),
            met=met_on and _day(met_on),
            cadence=cadence,
            in_search=bool(role),
            do_not_contact=bool(blocked),
            touches=touches.get(contact, ()),
            follow_ups=follow_ups.get(contact, ()),
            snoozes=snoozes.get(contact, ()),
            passes=passes.get(contact, ()),
            decisions=decisions.get(contact, ()),
            spread=spread and _day(spread),
        )
        for contact, added, met_on, cadence, role, blocked, spread in read(
            f"SELECT id, added, met_on, cadence, role, do_not_contact, spread_on FROM contact WHERE id IN {within}"
        )
    }


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _plans(database: BookDatabase, ids: list[int], rule: Rule) -> dict[int, list[PlanItem]]:
    plans = load_plans(database, ids) if ids else []
    if not plans:
        return {}
    return items_of(run_plans(plans, planned_people(database, plans, rule), rule.week), ids)


def _attempts(
    database: BookDatabase, facts: dict[int, Facts], plans_of: dict[int, set[int]]
) -> dict[int, dict[int, int]]:
    """For each of the contacts the touches that tried a step of a plan, running or over, with that step."""
    tried = [contact for contact in plans_of if any(touch.weight is Weight.ATTEMPT for touch in facts[contact].touches)]
    if not tried:
        return {}
    plans = plans_by_id(database, sorted(set().union(*(plans_of[contact] for contact in tried))))
    noes = _noes(database, tried)
    return attempts_in(
        plans,
        {
            contact: PlannedPerson(facts[contact].touches, facts[contact].decisions, noes=noes.get(contact, ()))
            for contact in tried
        },
    )


def _noes(database: BookDatabase, ids: list[int]) -> dict[int, set[int]]:
    """For each of the contacts the touches in which they said no."""
    found: dict[int, set[int]] = defaultdict(set)
    for contact, touch in database.execute_sql(
        "SELECT p.contact_id, r.touch_id FROM rejection r CROSS JOIN touch_contact p ON p.touch_id = r.touch_id "
        f"WHERE p.contact_id IN ({','.join(map(str, ids))})"
    ):
        found[contact].add(touch)
    return found


def planned_people(database: BookDatabase, plans: Iterable[PlanFacts], rule: Rule) -> dict[int, PlannedPerson]:
    """What the plans need to know of everybody in them."""
    ids = sorted({step.contact for plan in plans for step in plan.steps})
    return planned(database, ids, rule)


def planned(database: BookDatabase, ids: list[int], rule: Rule) -> dict[int, PlannedPerson]:
    """What a plan needs to know of the contacts."""
    if not ids:
        return {}
    within = ",".join(map(str, ids))
    places: dict[int, tuple[int | None, date | None]] = {}
    for contact, employer, on in database.execute_sql(
        'SELECT p.contact_id, p.employer_id, (SELECT max(o."on") FROM employer_outreach o '
        "WHERE o.employer_id = p.employer_id AND o.contact_id <> p.contact_id) "
        f"FROM position p WHERE p.contact_id IN ({within}) AND p.id = ({CURRENT})"
    ):
        places[contact] = employer, on and _day(on)
    noes = _noes(database, ids)
    found = {}
    for contact, facts in _own(database, ids).items():
        employer, colleagues = places.get(contact, (None, None))
        found[contact] = PlannedPerson(
            touches=facts.touches,
            decisions=facts.decisions,
            gap=own_gap_days(replace(facts, in_search=True), rule),
            works_at=employer,
            colleagues=colleagues,
            resting=snoozed_until(facts),
            noes=noes.get(contact, ()),
        )
    return found
