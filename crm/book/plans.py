"""Running plans: shown, moved, done, skipped, asked about, handed over, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from crm.book.errors import Ambiguous, Declined, NotFound, Refused
from crm.book.plan_drafts import follow_outsiders, insert_plan, preview_plan, prompts_of, shares, step_views
from crm.book.playbooks import DEFAULT_PLAYBOOK, get_playbook
from crm.book.session import Book
from crm.domain.cadence import Cadence
from crm.domain.plan_views import (
    NO_EDITS,
    PlanPreview,
    PlanRequest,
    PlanView,
    Question,
    StepEdit,
    StepView,
)
from crm.domain.text import clean_line
from crm.domain.touches import CHANNELS
from crm.domain.words import say_day
from crm.store.facts import planned_people
from crm.store.plan_facts import load_plans, plans_by_id, run_plans

__all__ = [
    "PlanPreview",
    "PlanRequest",
    "PlanView",
    "StepEdit",
    "StepView",
    "apply_plan",
    "change_placing",
    "continue_plan",
    "decide",
    "edit_step",
    "end_plan",
    "end_plans",
    "finish_step",
    "get_plan",
    "get_step",
    "hand_over",
    "insert_plan",
    "move_step",
    "plans_of",
    "preview_plan",
    "resume_on",
    "running_plans",
    "skip_step",
    "take_back_plans",
]

#: How long somebody is left alone who did not answer three times (half a year).
REST = Cadence(6, "month")
Decided = Literal["resume", "continue", "follow", "rest", "end"]


def apply_plan(book: Book, request: PlanRequest, edits: Mapping[int, StepEdit] = NO_EDITS) -> int:
    """Starts a plan and gives its id: one act. Raises NotFound, Refused where there is nobody to plan with."""
    with book.act(f"Start a plan: {request.playbook}"):
        plan_id = insert_plan(book, request, edits)
        if plan_id is None:
            raise Refused("A plan needs somebody: add the manager or HR to the opportunity, then plan.")
    return plan_id


# Reading


def plans_of(
    book: Book, *, contact_id: int | None = None, opportunity_id: int | None = None, ended: bool = False
) -> list[PlanView]:
    """The plans of a contact or an opportunity, newest first; with `ended` those too that are over."""
    if contact_id is not None:
        where, value = "id IN (SELECT plan_id FROM plan_step WHERE contact_id = ?)", contact_id
    else:
        where, value = "opportunity_id = ?", opportunity_id or 0
    rows = book.store.rows(f"SELECT id FROM plan WHERE {where} ORDER BY id DESC", (value,))
    found = [get_plan(book, row[0]) for row in rows]
    return [plan for plan in found if ended or plan.status == "running"]


def running_plans(book: Book) -> list[PlanView]:
    """Every plan that runs, newest first."""
    rows = book.store.rows("SELECT id FROM plan WHERE status = 'running' ORDER BY id DESC")
    return [plan for plan in (get_plan(book, row[0]) for row in rows) if plan.status == "running"]


def get_plan(book: Book, plan_id: int) -> PlanView:
    """A plan with what became of each step. Raises NotFound."""
    row = book.store.row(
        "SELECT p.uid, p.opportunity_id, coalesce(o.title, ''), coalesce(e.name, ''), p.playbook, p.status, "
        "p.rejection_id FROM plan p "
        "LEFT JOIN opportunity o ON o.id = p.opportunity_id LEFT JOIN employer e ON e.id = p.employer_id "
        "WHERE p.id = ?",
        (plan_id,),
    )
    if row is None:
        raise NotFound(f"There is no plan {plan_id}.")
    uid, opportunity_id, title, employer, playbook, status, rejection_id = row
    database = book.store.database
    (facts,) = plans_by_id(database, [plan_id])
    # Plans at one employer leave each other room, so a running one is dated together with them.
    ids = [step.contact for step in facts.steps] or [0]
    plans = load_plans(database, ids) if status == "running" else [facts]
    if plan_id not in {plan.id for plan in plans}:
        plans = [facts]
    states = run_plans(plans, planned_people(database, plans, book.store.rule), book.settings.week)[plan_id]
    names = dict(book.store.rows(f"SELECT id, name FROM contact WHERE id IN ({','.join(map(str, ids))})"))
    texts = {
        place: (name, why, prompts_of(prompts))
        for place, name, why, prompts in book.store.rows(
            "SELECT place, name, why, prompts FROM plan_step WHERE plan_id = ?", (plan_id,)
        )
    }
    plain = [step.on for step in facts.steps if step.phase == "long"]
    share = even = None
    if facts.placing == "placed" or rejection_id is not None or playbook == DEFAULT_PLAYBOOK:
        share, even = shares(facts, states, plain)
    steps = step_views(states, names, texts)
    if status == "running" and not any(step.is_open for step in steps):
        status = "done"
    return PlanView(
        id=plan_id,
        uid=uid,
        opportunity_id=opportunity_id,
        opportunity=title,
        employer=employer,
        playbook=playbook,
        start=facts.start,
        placing=facts.placing,  # type: ignore[arg-type]
        least=facts.least,
        most=facts.most,
        status=status,
        steps=steps,
        asks=tuple(
            Question(contact, names.get(contact, ""), person.asks, person.asked_on)
            for contact, person in states.items()
            if status == "running" and person.asks and person.asked_on
        ),
        share=share,
        share_even=even,
    )


def get_step(book: Book, step_id: int) -> tuple[PlanView, StepView]:
    """The step with its plan. Raises NotFound."""
    plan_id = book.store.value("SELECT plan_id FROM plan_step WHERE id = ?", (step_id,))
    if plan_id is None:
        raise NotFound(f"There is no step {step_id}.")
    plan = get_plan(book, plan_id)
    return plan, next(step for step in plan.steps if step.id == step_id)


# One step


def move_step(book: Book, step_id: int, on: date) -> None:
    """Moves an open step to a day, which is then typed: it is not placed any more. Raises NotFound, Declined."""
    _, step = _still_open(book, step_id)
    with book.act(f"Move the step with {step.contact} to {say_day(on, book.today)}"):
        book.store.database.execute_sql(
            'UPDATE plan_step SET "on" = ?, pinned = 1, seq = ?, updated = ? WHERE id = ?',
            (on, book.store.next_seq(), book.stamp, step_id),
        )


def edit_step(book: Book, step_id: int, *, channel: str | None = None, purpose: str | None = None) -> None:
    """Changes what an open step is about. Raises NotFound, Declined, Refused."""
    _, step = _still_open(book, step_id)
    if channel and channel not in CHANNELS:
        raise Refused(f"“{clean_line(channel)[:40]}” is no channel: choose one of {', '.join(CHANNELS)}.")
    channel = step.channel if channel is None else channel
    purpose = step.purpose if purpose is None else clean_line(purpose)
    if (channel, purpose) == (step.channel, step.purpose):
        return
    with book.act(f"Edit the step with {step.contact}"):
        book.store.database.execute_sql(
            "UPDATE plan_step SET channel = ?, purpose = ?, updated = ? WHERE id = ?",
            (channel, purpose, book.stamp, step_id),
        )


def finish_step(book: Book, step_id: int) -> None:
    """Marks a step done without a touch. Raises NotFound, Declined when it is closed."""
    _close(book, step_id, "done", "Done")


def skip_step(book: Book, step_id: int) -> None:
    """Passes over a step. Raises NotFound, Declined when it is closed."""
    _close(book, step_id, "skipped", "Skip")


def _close(book: Book, step_id: int, status: str, verb: str) -> None:
    _, step = _still_open(book, step_id)
    with book.act(f"{verb}: {step.name} with {step.contact}"):
        book.store.database.execute_sql(
            "UPDATE plan_step SET status = ?, status_on = ?, seq = ?, updated = ? WHERE id = ?",
            (status, book.today, book.store.next_seq(), book.stamp, step_id),
        )


def _still_open(book: Book, step_id: int) -> tuple[PlanView, StepView]:
    plan, step = get_step(book, step_id)
    if not step.is_open or plan.status != "running":
        raise Declined(f"This step with {step.contact} is closed already.")
    return plan, step


# A whole plan


def change_placing(
    book: Book,
    plan_id: int,
    placing: Literal["placed", "plain"] | None = None,
    *,
    least: int | None = None,
    most: int | None = None,
) -> None:
    """Places the touches by the callback window, or evenly; sets the days between them. Raises NotFound, Refused."""
    plan = get_plan(book, plan_id)
    if placing == "placed" != plan.placing and not _waits(plan.playbook):
        raise Refused(f"“{plan.playbook}” waits for no chair to come free: its steps keep the days they have.")
    least, most, placing = least or plan.least, most or plan.most, placing or plan.placing
    if not 1 <= least <= most:
        raise Refused(f"Touches cannot be {least} to {most} days apart: the first number is the least.")
    with book.act("Place the plan anew" if placing == "placed" else "Space the plan evenly"):
        book.store.database.execute_sql(
            "UPDATE plan SET placing = ?, least = ?, most = ? WHERE id = ?", (placing, least, most, plan_id)
        )


def _waits(playbook: str) -> bool:
    try:
        return get_playbook(playbook).waits_for_a_chair
    except (NotFound, Ambiguous):  # a playbook of the person's own that is gone
        return True


def hand_over(book: Book, plan_id: int, contact_id: int, to: int, *, rest: bool = False) -> None:
    """Gives what is open of one person's steps to another; with `rest` the first is left alone for half a year.

    Raises NotFound, Declined, Refused.
    """
    plan = get_plan(book, plan_id)
    names = dict(book.store.rows("SELECT id, name FROM contact WHERE id IN (?, ?)", (contact_id, to)))
    if len(names) < 2:
        raise Refused("Name somebody else to hand the plan to.")
    if book.store.value("SELECT do_not_contact FROM contact WHERE id = ?", (to,)):
        raise Refused(f"{names[to]} is marked do not contact.")
    if book.store.facts([to])[to].plans:
        raise Refused(f"{names[to]} has a running plan already: there is one for each person.")
    steps = [step for step in plan.steps if step.contact_id == contact_id and step.is_open]
    if not steps:
        raise Declined(f"Nothing of this plan is open for {names[contact_id]}.")
    with book.act(f"Hand the plan over to {names[to]}"):
        seq = book.store.next_seq()
        book.store.executemany(
            "UPDATE plan_step SET contact_id = ?, seq = ?, updated = ? WHERE id = ?",
            [(to, seq, book.stamp, step.id) for step in steps],
        )
        # What moved an early step so far was between the two of them: whoever begins now keeps the day it had.
        today = book.settings.week.roll(book.today)
        book.store.executemany(
            'UPDATE plan_step SET "on" = ?, follows = NULL WHERE id = ?',
            [(max(step.on, today), step.id) for step in steps if step.phase == "early" and not step.pinned],
        )
        follow_outsiders(book, plan_id, [to])
        if rest:
            book.store.database.execute_sql(
                "INSERT INTO decision(contact_id, plan_id, kind, \"on\", seq) VALUES (?, NULL, 'rest', ?, ?)",
                (contact_id, book.today, book.store.next_seq()),
            )
            _snooze(book, contact_id)


def end_plan(book: Book, plan_id: int) -> None:
    """Ends a plan for everybody in it. Raises NotFound, Declined when it is over."""
    plan = get_plan(book, plan_id)
    if plan.status != "running":
        raise Declined("This plan is over already.")
    with book.act(f"End the plan: {plan.opportunity or plan.playbook}"):
        _end(book, "id = ?", plan_id)


def end_plans(book: Book, opportunity_id: int) -> None:
    """Ends the running plans of an opportunity, inside an act."""
    _end(book, "opportunity_id = ?", opportunity_id)


def take_back_plans(book: Book, opportunity_id: int) -> None:
    """Ends the running plans of an opportunity that should never have begun, inside an act.

    What ran before and was joined goes on, as if it had not been: touches since then have done its steps.
    """
    mine = "SELECT seq FROM plan WHERE status = 'running' AND opportunity_id = ?"
    book.store.database.execute_sql(
        "UPDATE plan_step SET status = 'open', status_on = NULL, "
        "seq = (SELECT seq FROM plan p WHERE p.id = plan_step.plan_id), updated = ? "
        f"WHERE status = 'joined' AND seq IN ({mine}) AND plan_id IN (SELECT id FROM plan WHERE status = 'running') "
        # Whoever has begun another plan since stays in that one.
        "AND NOT EXISTS (SELECT 1 FROM plan_step s JOIN plan p ON p.id = s.plan_id WHERE p.status = 'running' "
        "AND s.contact_id = plan_step.contact_id AND s.status = 'open' AND p.id <> plan_step.plan_id "
        "AND p.opportunity_id IS NOT ?)",
        (book.stamp, opportunity_id, opportunity_id),
    )
    end_plans(book, opportunity_id)


def _end(book: Book, where: str, value: int) -> None:
    book.store.database.execute_sql(
        f"UPDATE plan SET status = 'ended', status_on = ? WHERE status = 'running' AND {where}", (book.today, value)
    )


# What a row asks


def decide(book: Book, contact_id: int, kind: Decided) -> None:
    """Answers what the contact's row asks.

    `resume` after a reply: the plan goes on, its open steps shifted by the pause. `follow` after a change of
    employer, `continue` after three tries: it goes on. `rest`: left alone for half a year. `end`: the plan ends
    for them, or the cadence where there is none. Raises NotFound, Declined where nothing is asked.
    """
    row = book.store.row("SELECT name FROM contact WHERE id = ?", (contact_id,))
    if row is None:
        raise NotFound("This contact is no longer in the book.")
    facts = book.store.facts([contact_id])[contact_id]
    plan = facts.plans[0] if facts.plans else None
    asks = book.store.value("SELECT asks FROM listing WHERE contact_id = ? AND kind = 'decide'", (contact_id,)) or ""
    waits = asks or book.store.value(
        "SELECT 1 FROM listing WHERE contact_id = ? AND decide_from <= ?", (contact_id, book.today)
    )
    fitting = {"resume": "reply", "follow": "moved"}.get(kind)
    behind = plan.asks if plan else ""
    if (fitting and behind != fitting) or (not waits and not behind):
        raise Declined(f"{row[0]} asks for no such decision now.")
    titles = {
        "resume": f"Go on with the plan for {row[0]}",
        "follow": f"Go on with the plan for {row[0]}",
        "continue": f"Try {row[0]} again",
        "rest": f"Let {row[0]} rest half a year",
        "end": f"End it with {row[0]}",
    }
    with book.act(titles[kind]):
        seq = book.store.next_seq()
        execute = book.store.database.execute_sql
        execute(
            'INSERT INTO decision(contact_id, plan_id, kind, "on", seq) VALUES (?, ?, ?, ?, ?)',
            (contact_id, plan.plan if plan else None, kind, book.today, seq),
        )
        if kind == "rest":
            if behind == "reply":
                execute(
                    "INSERT INTO decision(contact_id, plan_id, kind, \"on\", seq) VALUES (?, ?, 'resume', ?, ?)",
                    (contact_id, plan.plan if plan else None, book.today, seq),
                )
            _snooze(book, contact_id)
        elif kind == "end" and plan is None:
            execute("UPDATE contact SET cadence = 'none' WHERE id = ?", (contact_id,))


def _snooze(book: Book, contact_id: int) -> None:
    book.store.database.execute_sql(
        "INSERT INTO snooze(contact_id, until, set_on, seq) VALUES (?, ?, ?, ?)",
        (contact_id, REST.after(book.today), book.today, book.store.next_seq()),
    )


def resume_on(book: Book, contact_id: int, on: date) -> None:
    """Goes on with the plan after a reply, its next step on a day that is typed: one act.

    Raises NotFound, Declined where no reply is asked about or nothing is open.
    """
    name = book.store.value("SELECT name FROM contact WHERE id = ?", (contact_id,))
    if name is None:
        raise NotFound("This contact is no longer in the book.")
    plans = book.store.facts([contact_id])[contact_id].plans
    if not plans or plans[0].asks != "reply" or not plans[0].steps:
        raise Declined(f"{name} asks for no such decision now.")
    with book.act(f"Go on with the plan for {name} on {say_day(on, book.today)}"):
        execute = book.store.database.execute_sql
        execute(
            "INSERT INTO decision(contact_id, plan_id, kind, \"on\", seq) VALUES (?, ?, 'resume', ?, ?)",
            (contact_id, plans[0].plan, book.today, book.store.next_seq()),
        )
        # Typed after the pause, so that the pause does not move it.
        execute(
            'UPDATE plan_step SET "on" = ?, pinned = 1, seq = ?, updated = ? WHERE id = ?',
            (on, book.store.next_seq(), book.stamp, plans[0].steps[0].id),
        )


def continue_plan(book: Book, contact_id: int) -> None:
    """Goes on with the plan of a contact, whatever it asked. Raises NotFound, Declined."""
    facts = book.store.facts([contact_id]).get(contact_id)
    asks = facts.plans[0].asks if facts and facts.plans else ""
    kinds: dict[str, Decided] = {"reply": "resume", "moved": "follow"}
    decide(book, contact_id, kinds.get(asks, "continue"))
