"""The plans of two contacts who turn out to be one: what falls together, and what is said about the others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crm.book.session import Book
from crm.domain.words import count


@dataclass(frozen=True, slots=True)
class PlansMet:
    """The open steps of the other one that the kept one has as well, by id, and sentences about the plans."""

    joined: tuple[int, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    id: int
    plan: int
    contact: int
    name: str
    playbook: str
    about: tuple[int | None, int | None]
    title: str

    @property
    def called(self) -> str:
        """The plan in words."""
        return f"“{self.playbook}”" + (f" for {self.title}" if self.title else "")


def plans_met(book: Book, keep: int, drop: int) -> PlansMet:
    """What becomes of the running plans of the two. Reads only.

    In one plan, or in two of the same playbook for the same role, steps of one name fall together: nobody is asked
    twice. Other plans go on side by side, and a note says so.
    """
    steps = [
        _Step(number, plan, contact, name, playbook, (opportunity, employer), title)
        for number, plan, contact, name, playbook, opportunity, employer, title in book.store.rows(
            "SELECT s.id, s.plan_id, s.contact_id, s.name, p.playbook, p.opportunity_id, p.employer_id, "
            "coalesce(o.title, '') FROM plan_step s JOIN plan p ON p.id = s.plan_id "
            "LEFT JOIN opportunity o ON o.id = p.opportunity_id "
            "WHERE s.contact_id IN (?, ?) AND p.status = 'running' ORDER BY p.id, s.place, s.id",
            (keep, drop),
        )
    ]
    if not any(step.contact == drop for step in steps):
        return PlansMet((), ())
    facts = book.store.facts([keep, drop])
    waiting = {who: {step.id for plan in facts[who].plans for step in plan.steps} for who in (keep, drop)}
    mine = [step for step in steps if step.contact == keep]
    here = Counter((step.plan, step.name) for step in mine)
    joined: list[_Step] = []
    for step in steps:
        if step.contact != drop or step.id not in waiting[drop]:
            continue
        twin = next((each for each in mine if here[each.plan, each.name] and _same(each, step)), None)
        if twin is not None:
            here[twin.plan, twin.name] -= 1
            joined.append(step)
    notes = [
        f"Of the plan {called}, {count(number, 'open step')} {'falls' if number == 1 else 'fall'} together with what "
        "is planned already: nobody is asked twice."
        for called, number in Counter(step.called for step in joined).items()
    ]
    left = waiting[keep] | waiting[drop] - {step.id for step in joined}
    running = {step.plan: step.called for step in steps if step.id in left}
    if len(running) > 1:
        notes.append(
            f"{count(len(running), 'plan')} will run side by side ({', '.join(running.values())}): "
            "`callback plans end ID` ends one."
        )
    return PlansMet(tuple(step.id for step in joined), tuple(notes))


def join_steps(book: Book, steps: tuple[int, ...]) -> None:
    """Marks steps as fallen together with others; inside an act."""
    if steps:
        seq = book.store.next_seq()
        book.store.executemany(
            "UPDATE plan_step SET status = 'joined', status_on = ?, seq = ?, updated = ? WHERE id = ?",
            [(book.today, seq, book.stamp, step) for step in steps],
        )


def _same(mine: _Step, theirs: _Step) -> bool:
    one_plan = mine.plan == theirs.plan
    return mine.name == theirs.name and (one_plan or (mine.playbook, mine.about) == (theirs.playbook, theirs.about))
