"""Running plans, read from a book and run: what each step has become, and what is open for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from crm.domain.facts import OpenStep, PlanItem
from crm.domain.plans import PersonState, PlanFacts, PlannedPerson, StepFact, attempts_of, blocked_by, run_plan
from crm.domain.workdays import WorkWeek

if TYPE_CHECKING:
    from crm.store.database import BookDatabase

States = dict[int, dict[int, PersonState]]


def load_plans(database: BookDatabase, ids: Sequence[int]) -> list[PlanFacts]:
    """The running plans with a step for one of the contacts, and all others at the same employers, oldest first.

    Those at the same employer are needed because each leaves room for the earlier ones.
    """
    within = ",".join(map(str, ids))
    rows = database.execute_sql(
        "WITH mine AS (SELECT DISTINCT p.id, p.employer_id FROM plan_step s JOIN plan p ON p.id = s.plan_id "
        f"WHERE s.contact_id IN ({within}) AND p.status = 'running') "
        "SELECT id FROM mine UNION SELECT id FROM plan WHERE status = 'running' "
        "AND employer_id IN (SELECT employer_id FROM mine WHERE employer_id IS NOT NULL) ORDER BY 1"
    ).fetchall()
    return plans_by_id(database, [row[0] for row in rows])


def plans_by_id(database: BookDatabase, plan_ids: Sequence[int]) -> list[PlanFacts]:
    """The plans with these ids, running or not, by id."""
    if not plan_ids:
        return []
    within = ",".join(map(str, plan_ids))
    steps: dict[int, list[StepFact]] = defaultdict(list)
    for row in database.execute_sql(
        'SELECT plan_id, id, place, contact_id, "on", channel, phase, coffee, unless_feedback, follows, follows_days, '
        f"pinned, status, status_on, seq, purpose FROM plan_step WHERE plan_id IN ({within}) ORDER BY plan_id, place"
    ):
        plan, number, place, contact, on, channel, phase, coffee, unless, follows, days = row[:11]
        pinned, status, closed, seq, what = row[11:]
        steps[plan].append(
            StepFact(
                id=number,
                place=place,
                contact=contact,
                on=date.fromisoformat(on),
                channel=channel,
                phase=phase,
                coffee=bool(coffee),
                unless_feedback=bool(unless),
                follows=follows,
                follows_days=days,
                pinned=bool(pinned),
                status=status,
                status_on=closed and date.fromisoformat(closed),
                seq=seq,
                purpose=what,
            )
        )
    return [
        PlanFacts(
            id=number,
            start=date.fromisoformat(start),
            made=date.fromisoformat(made[:10]),
            seq=seq,
            steps=tuple(steps.get(number, ())),
            placing=placing,
            least=least,
            most=most,
            new_start=starts and date.fromisoformat(starts),
            employer=employer,
            ended=date.fromisoformat(over) if over and status == "ended" else None,
        )
        for number, start, made, seq, placing, least, most, employer, starts, status, over in database.execute_sql(
            "SELECT p.id, p.start_on, p.created, p.seq, p.placing, p.least, p.most, p.employer_id, r.starts_on, "
            "p.status, p.status_on "
            f"FROM plan p LEFT JOIN rejection r ON r.id = p.rejection_id WHERE p.id IN ({within}) ORDER BY p.id"
        )
    ]


def members(database: BookDatabase, ids: Sequence[int]) -> dict[int, set[int]]:
    """For each of the contacts with a step in any plan, running or over, the ids of those plans."""
    found: dict[int, set[int]] = defaultdict(set)
    for contact, plan in database.execute_sql(
        f"SELECT DISTINCT contact_id, plan_id FROM plan_step WHERE contact_id IN ({','.join(map(str, ids))})"
    ):
        found[contact].add(plan)
    return found


def attempts_in(plans: Iterable[PlanFacts], people: Mapping[int, PlannedPerson]) -> dict[int, dict[int, int]]:
    """For each of the people the touches that tried a step of one of the plans, with the id of that step."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for plan in plans:
        for contact, attempts in attempts_of(plan, people).items():
            found[contact].update(attempts)
    return found


def companions(database: BookDatabase, ids: Sequence[int]) -> set[int]:
    """Everybody whose plan is dated with regard to that of one of the contacts: in the same plan or at the employer."""
    if database.execute_sql("SELECT EXISTS(SELECT 1 FROM plan_step)").fetchone() == (0,):
        return set()
    rows = database.execute_sql(
        "SELECT DISTINCT t.contact_id FROM plan_step s JOIN plan p ON p.id = s.plan_id "
        "JOIN plan q ON q.id = p.id OR q.employer_id = p.employer_id JOIN plan_step t ON t.plan_id = q.id "
        f"WHERE s.contact_id IN ({','.join(map(str, ids))})"
    )
    return {row[0] for row in rows}


def run_plans(plans: Sequence[PlanFacts], people: Mapping[int, PlannedPerson], week: WorkWeek) -> States:
    """Where each plan stands for each of its people, by plan and contact; a later plan leaves room for the earlier."""
    found: States = {}
    taken: dict[int, list[date]] = defaultdict(list)
    for plan in plans:
        days = taken[plan.employer] if plan.employer is not None else []
        found[plan.id] = run_plan(plan, people, week, blocked_by(days))
        days += planned_days(found[plan.id].values())
    return found


def planned_days(states: Iterable[PersonState]) -> list[date]:
    """The days of the open steps that leave room, which other plans at the employer must stay clear of."""
    return [state.on for person in states for state in person.open if state.step.phase == "long"]


def items_of(states: States, ids: Iterable[int]) -> dict[int, list[PlanItem]]:
    """What is open in running plans for each of the contacts that has anything open."""
    wanted = set(ids)
    found: dict[int, list[PlanItem]] = defaultdict(list)
    for plan, people in states.items():
        for contact in people.keys() & wanted:
            person = people[contact]
            if person.open:
                found[contact].append(_item(plan, person))
    return found


def _item(plan: int, person: PersonState) -> PlanItem:
    steps = tuple(
        OpenStep(
            id=state.step.id,
            due=state.on,
            channel=state.channel,
            purpose=state.step.purpose,
            phase=state.step.phase,
            pinned=state.step.pinned,
            again=state.again,
            tried_on=state.tried_on,
        )
        for state in person.open
    )
    return PlanItem(plan, steps, person.asks, person.asked_on, person.attempts)
