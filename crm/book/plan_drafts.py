"""A plan before it is accepted: laid out from a playbook, dated as it would be, changed by the person, written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from uuid import uuid4

from crm.book.errors import NotFound, Refused
from crm.book.playbooks import get_playbook
from crm.book.session import Book
from crm.domain.laying_out import DraftStep, Person, Situation, lay_out
from crm.domain.opportunities import part_of
from crm.domain.plan_views import NO_EDITS, PlanPreview, PlanRequest, StepEdit, StepView
from crm.domain.plans import PersonState, PlanFacts, StepFact, blocked_by, run_plan
from crm.domain.playbooks import Prompts
from crm.domain.text import clean_line
from crm.domain.touches import CHANNELS
from crm.domain.words import say_day
from crm.store.facts import planned, planned_people
from crm.store.plan_facts import planned_days, plans_by_id, run_plans

EVEN_DAYS = 60


@dataclass(frozen=True, slots=True)
class _Joins:
    """What becomes of the open steps of the plans that are taken in.

    `same` are those that fall together with steps of the new plan: id and name, and the title they were for. `moved`
    are those that it does not have: they go on in it, on the places given here, which no other step has.
    """

    same: tuple[tuple[int, str, str], ...] = ()
    moved: tuple[tuple[int, StepFact], ...] = ()
    texts: Mapping[int, tuple[str, str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Draft:
    """The steps of a plan with their states, and what is said about it. `waits`: for a chair to come free again."""

    steps: tuple[DraftStep, ...]
    facts: PlanFacts
    states: dict[int, PersonState]
    people: dict[int, str]
    running: dict[int, tuple[int, str]]
    employer: int | None
    notes: tuple[str, ...]
    joins: _Joins
    waits: bool


def preview_plan(book: Book, request: PlanRequest, edits: Mapping[int, StepEdit] = NO_EDITS) -> PlanPreview:
    """The plan that `insert_plan` would make, with its dates. Reads only. Raises NotFound, Refused."""
    draft = _draft(book, request, edits)
    share = even = None
    if draft.waits:
        share, even = shares(draft.facts, draft.states, [step.on for step in draft.steps if step.phase == "long"])
    return PlanPreview(
        playbook=request.playbook,
        steps=step_views(draft.states, draft.people, {**_texts(draft.steps), **draft.joins.texts}),
        placing=draft.facts.placing,  # type: ignore[arg-type]
        share=share,
        share_even=even,
        joins=tuple(dict.fromkeys(title for _, title in draft.running.values())) if request.join else (),
        notes=draft.notes,
    )


def insert_plan(book: Book, request: PlanRequest, edits: Mapping[int, StepEdit] = NO_EDITS) -> int | None:
    """Writes the plan inside an act and gives its id; None where there is nobody to plan with.

    Raises NotFound, Refused.
    """
    draft = _draft(book, request, edits)
    if not draft.steps:
        return None
    execute = book.store.database.execute_sql
    seq = book.store.next_seq()
    execute(
        "INSERT INTO plan(uid, opportunity_id, employer_id, rejection_id, playbook, start_on, placing, least, most, "
        "status, seq, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'running', ?, ?)",
        (
            str(uuid4()),
            request.opportunity_id,
            draft.employer,
            request.rejection_id,
            request.playbook,
            request.start,
            draft.facts.placing,
            request.least,
            request.most,
            seq,
            _made(book),
        ),
    )
    plan_id = int(book.store.value("SELECT last_insert_rowid()"))
    also = _join(book, plan_id, draft.joins, seq)
    pinned = {step.place for step in draft.facts.steps if step.pinned}
    book.store.executemany(
        'INSERT INTO plan_step(uid, plan_id, contact_id, place, name, "on", channel, purpose, why, prompts, phase, '
        "coffee, unless_feedback, follows, follows_days, pinned, status, status_on, seq, created, updated) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                str(uuid4()),
                plan_id,
                step.contact,
                step.place,
                step.key,
                step.on,
                step.channel,
                step.purpose,
                _both(step.why, also.get(step.key, "")),
                json.dumps(asdict(step.prompts), ensure_ascii=False),
                step.phase,
                int(step.is_coffee),
                int(step.unless_feedback),
                step.follows,
                step.follows_days,
                int(step.place in pinned),
                step.status,
                step.status_on,
                seq,
                book.stamp,
                book.stamp,
            )
            for step in draft.steps
        ],
    )
    follow_outsiders(book, plan_id, sorted({step.contact for step in draft.steps}))
    return plan_id


def follow_outsiders(book: Book, plan_id: int, ids: Sequence[int]) -> None:
    """Notes of those who never worked at the plan's employer that it is for them where they are. Inside an act.

    A recruiter of an agency, say, has not changed employer by that.
    """
    rows = book.store.rows(
        "SELECT c.id FROM contact c JOIN plan n ON n.id = ? JOIN position p ON p.id = (SELECT q.id FROM position q "
        "WHERE q.contact_id = c.id AND q.until IS NULL ORDER BY q.place, q.id LIMIT 1) "
        f"WHERE c.id IN ({','.join(map(str, ids))}) AND p.employer_id <> n.employer_id",
        (plan_id,),
    )
    book.store.executemany(
        "INSERT INTO decision(contact_id, plan_id, kind, \"on\", seq) VALUES (?, ?, 'follow', ?, ?)",
        [(contact, plan_id, book.today, book.store.next_seq()) for (contact,) in rows],
    )


def _made(book: Book) -> str:
    """The moment of planning, its date the local one: from that day on the steps are dated."""
    return f"{book.today.isoformat()}T{book.stamp[11:]}"


def _both(why: str, title: str) -> str:
    return f"{why} (for {title} as well)" if title else why


def _join(book: Book, plan_id: int, joins: _Joins, seq: int) -> dict[str, str]:
    """Takes the open steps of the people's running plans in; gives for each step's name the title it also serves."""
    book.store.executemany(
        "UPDATE plan_step SET status = 'joined', status_on = ?, seq = ?, updated = ? WHERE id = ?",
        [(book.today, seq, book.stamp, step_id) for step_id, _, _ in joins.same],
    )
    book.store.executemany(
        "UPDATE plan_step SET plan_id = ?, place = ?, follows = NULL, seq = ?, updated = ? WHERE id = ?",
        [(plan_id, step.place, seq, book.stamp, step_id) for step_id, step in joins.moved],
    )
    return {name: title for _, name, title in joins.same}


def _joins(
    book: Book, running: Mapping[int, tuple[int, str]], steps: Sequence[DraftStep], first: int, seq: int
) -> _Joins:
    """What a plan with these steps takes over from those that run; `first` is the first place that is free."""
    names = {step.key for step in steps}
    mine = {step.contact for step in steps}
    same: list[tuple[int, str, str]] = []
    moved: list[tuple[int, StepFact]] = []
    texts: dict[int, tuple[str, str, object]] = {}
    for contact, (other, title) in running.items():
        if contact not in mine:
            continue
        (facts,) = plans_by_id(book.store.database, [other])
        people = planned_people(book.store.database, [facts], book.store.rule)
        said = {
            number: (name, why, prompts)
            for number, name, why, prompts in book.store.rows(
                "SELECT id, name, why, prompts FROM plan_step WHERE plan_id = ?", (other,)
            )
        }
        for state in run_plan(facts, people, book.settings.week)[contact].open:
            step = state.step
            name, why, prompts = said[step.id]
            if name in names:
                same.append((step.id, name, title))
                continue
            place = first + len(moved)
            moved.append((step.id, replace(step, id=0, place=place, follows=None, seq=seq)))
            texts[place] = name, why, prompts_of(prompts)
    return _Joins(tuple(same), tuple(moved), texts)


def prompts_of(text: str) -> Prompts:
    """The prompts of a step as they are stored."""
    found = json.loads(text or "{}")
    return Prompts(**{key: str(found.get(key, "")) for key in ("opening", "question", "avoid", "voicemail")})


# Laying out


def _draft(book: Book, request: PlanRequest, edits: Mapping[int, StepEdit]) -> _Draft:
    if not 1 <= request.least <= request.most:
        raise Refused(f"Touches cannot be {request.least} to {request.most} days apart: the first number is the least.")
    playbook = get_playbook(request.playbook)
    if not playbook.waits_for_a_chair:
        request = replace(request, placing="plain")
    people = _people(book, request)
    running = _running(book, [person.id for person in people])
    notes = []
    if not request.join:
        left = [person.name for person in people if person.id in running]
        if left:
            notes.append(f"{' and '.join(left)}: the plan that runs already goes on instead.")
        people = [person for person in people if person.id not in running]
        running = {}
    elif titles := dict.fromkeys(title for contact, (_, title) in running.items()):
        notes.append(f"It joins the plan that runs already ({', '.join(titles)}): nobody is asked twice.")
    situation = Situation(
        start=request.start,
        today=book.today,
        week=book.settings.week,
        people=tuple(people),
        told_by_part=request.told_by,
        told_by=request.teller,
        how=request.how,
        coffee=request.coffee,
        feedback_given=request.feedback_given,
        decision_on=_decision_on(book, request),
    )
    steps = lay_out(playbook, situation)
    employer = _employer(book, request, steps)
    facts = _facts(book, request, steps, edits, employer)
    if request.placing == "placed" and any(step.phase == "long" for step in steps):
        states = _run(book, facts)
        placed = {state.step.place: state.on for person in states.values() for state in person.states if state.is_open}
        dates = [placed.get(step.place, step.on) for step in steps if step.phase == "long" and step.follows is None]
        again = lay_out(playbook, situation, dates)
        # Only whether a touch is the coffee or a visit is taken from there: the plain dates stay as they were.
        if len(again) == len(steps):
            plain = {step.place: step.on for step in steps}
            steps = tuple(replace(step, on=plain.get(step.place, step.on)) for step in again)
        else:
            steps = again
    all_places = len(steps)
    steps = tuple(_edited(book, step, edits.get(step.place)) for step in steps if not _dropped(edits, step))
    kept = {step.place for step in steps}
    steps = tuple(step if step.follows in kept else replace(step, follows=None) for step in steps)
    facts = _facts(book, request, steps, edits, employer)
    joins = _joins(book, running, steps, all_places, facts.seq) if request.join else _Joins()
    facts = replace(facts, steps=(*facts.steps, *(step for _, step in joins.moved)))
    if not people:
        notes.append("A plan needs somebody: add the manager or HR to the opportunity, then plan.")
    elif not any(part_of(person.part) == "hiring manager" for person in people) and request.playbook == "after the no":
        notes.append("Nobody is known as hiring manager: the first step asks who it would have been.")
    let_go = sum(step.status == "let-go" for step in steps)
    if let_go:
        notes.append(
            f"The no was {say_day(request.start, book.today)}: {let_go} early steps are let go, the rest begins today."
        )
    names = {person.id: person.name for person in people}
    states = _run(book, facts)
    return _Draft(steps, facts, states, names, running, employer, tuple(notes), joins, playbook.waits_for_a_chair)


def _dropped(edits: Mapping[int, StepEdit], step: DraftStep) -> bool:
    edit = edits.get(step.place)
    return edit is not None and edit.drop


def _edited(book: Book, step: DraftStep, edit: StepEdit | None) -> DraftStep:
    if edit is None:
        return step
    if edit.channel and edit.channel not in CHANNELS:
        raise Refused(f"“{clean_line(edit.channel)[:40]}” is no channel: choose one of {', '.join(CHANNELS)}.")
    if edit.contact_id is not None and not book.store.value("SELECT 1 FROM contact WHERE id = ?", (edit.contact_id,)):
        raise NotFound("This contact is no longer in the book.")
    return replace(
        step,
        on=edit.on or step.on,
        channel=step.channel if edit.channel is None else edit.channel,
        purpose=step.purpose if edit.purpose is None else clean_line(edit.purpose),
        contact=edit.contact_id or step.contact,
        follows=None if edit.on else step.follows,
    )


def _people(book: Book, request: PlanRequest) -> list[Person]:
    if request.contact_ids:
        within = ",".join(map(str, request.contact_ids))
        rows = book.store.rows(
            "SELECT c.id, c.name, coalesce(nullif(p.part, ''), c.role), c.do_not_contact FROM contact c "
            "LEFT JOIN opportunity_contact p ON p.contact_id = c.id AND p.opportunity_id = ? "
            f"WHERE c.id IN ({within}) ORDER BY p.place, c.id",
            (request.opportunity_id,),
        )
    else:
        rows = book.store.rows(
            "SELECT c.id, c.name, coalesce(nullif(p.part, ''), c.role), c.do_not_contact FROM opportunity_contact p "
            "JOIN contact c ON c.id = p.contact_id WHERE p.opportunity_id = ? ORDER BY p.place, p.id",
            (request.opportunity_id,),
        )
    return [Person(number, name, part_of(part), bool(blocked)) for number, name, part, blocked in rows]


def _running(book: Book, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """For each of the contacts with something open in a running plan, that plan and its title."""
    facts = book.store.facts(ids)
    found = {}
    for contact in ids:
        for item in facts[contact].plans:
            title = book.store.value(
                "SELECT coalesce(o.title, p.playbook) FROM plan p LEFT JOIN opportunity o ON o.id = p.opportunity_id "
                "WHERE p.id = ?",
                (item.plan,),
            )
            found[contact] = (item.plan, str(title))
    return found


def _decision_on(book: Book, request: PlanRequest) -> date | None:
    on = book.store.value("SELECT decision_on FROM opportunity WHERE id = ?", (request.opportunity_id,))
    return date.fromisoformat(on) if on else None


def _employer(book: Book, request: PlanRequest, steps: Sequence[DraftStep]) -> int | None:
    employer = book.store.value("SELECT employer_id FROM opportunity WHERE id = ?", (request.opportunity_id,))
    if employer is None and steps:
        employer = book.store.value(
            "SELECT employer_id FROM position WHERE contact_id = ? AND until IS NULL ORDER BY place LIMIT 1",
            (steps[0].contact,),
        )
    return None if employer is None else int(employer)


def _facts(
    book: Book, request: PlanRequest, steps: Sequence[DraftStep], edits: Mapping[int, StepEdit], employer: int | None
) -> PlanFacts:
    seq = int(book.store.value("SELECT value FROM meta WHERE \"key\" = 'seq'"))
    pinned = {place for place, edit in edits.items() if edit.on is not None}
    return PlanFacts(
        id=0,
        start=request.start,
        made=book.today,
        seq=seq,
        steps=tuple(
            StepFact(
                id=0,
                place=step.place,
                contact=step.contact,
                on=step.on,
                channel=step.channel,
                phase=step.phase,
                coffee=step.is_coffee,
                unless_feedback=step.unless_feedback,
                follows=step.follows,
                follows_days=step.follows_days,
                pinned=step.place in pinned,
                status=step.status,
                status_on=step.status_on,
                seq=seq,
                purpose=step.purpose,
            )
            for step in steps
        ),
        placing=request.placing,
        least=request.least,
        most=request.most,
        new_start=request.starts_on,
        employer=employer,
    )


def _run(book: Book, plan: PlanFacts) -> dict[int, PersonState]:
    """The states of a plan that is not in the book yet, clear of the plans at the same employer that are."""
    store = book.store
    people = planned(store.database, sorted({step.contact for step in plan.steps}), store.rule)
    taken: list[date] = []
    if plan.employer is not None:
        mine = set(people)
        rows = store.rows(
            "SELECT id FROM plan WHERE status = 'running' AND employer_id = ? ORDER BY id", (plan.employer,)
        )
        others = plans_by_id(store.database, [row[0] for row in rows])
        states = run_plans(others, planned_people(store.database, others, store.rule), book.settings.week)
        for found in states.values():
            taken += planned_days(person for contact, person in found.items() if contact not in mine)
    return run_plan(plan, people, book.settings.week, blocked_by(taken))


# What is shown


def _texts(steps: Sequence[DraftStep]) -> dict[int, tuple[str, str, object]]:
    return {step.place: (step.key, step.why, step.prompts) for step in steps}


def step_views(
    states: Mapping[int, PersonState],
    names: Mapping[int, str],
    texts: Mapping[int, tuple[str, str, object]],
) -> tuple[StepView, ...]:
    """The steps in the order of their days; `texts` gives name, reason and prompts by place."""
    found = [state for person in states.values() for state in person.states]
    found.sort(key=lambda state: (state.on, state.step.place))
    views = []
    for number, state in enumerate(found, 1):
        name, why, prompts = texts[state.step.place]
        views.append(
            StepView(
                id=state.step.id,
                place=state.step.place,
                number=number,
                name=name,
                contact_id=state.step.contact,
                contact=names.get(state.step.contact, ""),
                on=state.on,
                channel=state.channel,
                purpose=state.step.purpose,
                why=why,
                prompts=prompts,  # type: ignore[arg-type]
                phase=state.step.phase,
                state=state.state,
                pinned=state.step.pinned,
                again=state.again,
                tried_on=state.tried_on,
            )
        )
    return tuple(views)


def shares(
    plan: PlanFacts, states: Mapping[int, PersonState], plain: Sequence[date]
) -> tuple[float | None, float | None]:
    """What the touches with the main person meet of the moments, and what as many even ones would; from 0 to 1.

    None where the plan has no long part.
    """
    from crm.domain.placing import even, share_met

    mains = [
        person
        for person in states.values()
        if any(state.step.phase == "long" and state.step.follows is None for state in person.states)
    ]
    if not mains:
        return None, None
    main = mains[0]
    counted = [state for state in main.states if state.state in {"open", "done"}]
    days = [(state.on - plan.start).days for state in counted]
    early = [(state.on - plan.start).days for state in counted if state.step.phase == "early"]
    long = len(days) - len(early)
    first = max(EVEN_DAYS, (min(plain) - plan.start).days) if plain else EVEN_DAYS
    new_start = None if plan.new_start is None else max(0, (plan.new_start - plan.start).days)
    spaced = even(long, every=EVEN_DAYS, first=first)
    return share_met(days, new_start), share_met([*early, *spaced], new_start)
