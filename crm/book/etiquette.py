"""Etiquette over a book: kind warnings before the gap is over, and whether one gave before one asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm.book.session import Book
from crm.domain.etiquette import Balance, Colleague, Exchange, TooSoon, balance_of, outreach_of, too_soon
from crm.domain.etiquette import too_soon_words as _words
from crm.store.facts import planned_people
from crm.store.outreach import HELD
from crm.store.plan_facts import plans_by_id, run_plans

__all__ = ["Balance", "Warning", "balance", "early_touches", "gap_warning"]


@dataclass(frozen=True, slots=True)
class Warning:
    """An outreach that comes sooner than is kind, for one person.

    `last_on` is the day of the last touch, `answered` whether they answered it, `until` the first day on which there
    is room again; `colleague` is the name of whoever was written to or called at their employer, else empty.
    """

    contact_id: int
    contact: str
    words: str
    last_on: date
    answered: bool
    until: date
    colleague: str = ""


def gap_warning(book: Book, contact_ids: Sequence[int], on: date, *, planning: bool = False) -> tuple[Warning, ...]:
    """A kind warning for each contact for whom an outreach on `on` comes sooner than the gap.

    Ask before the touch is logged or the date is planned (`planning`): what is in the book is what came before.
    Early steps of a plan, answers to what waits and promises are exempt. Contacts not in the book are passed over.
    """
    ids = list(dict.fromkeys(contact_ids))
    names = dict(book.store.rows(f"SELECT id, name FROM contact WHERE id IN ({','.join(map(str, ids))})"))
    facts = book.store.facts([contact_id for contact_id in ids if contact_id in names])
    warnings = []
    for contact_id in ids:
        if contact_id not in names:
            continue
        mine = facts[contact_id]
        colleague = None if mine.colleagues is None else _colleague(book, contact_id, on)
        found = too_soon(mine, on, book.store.rule, colleague, planning=planning)
        if found is not None:
            warnings.append(_warning(contact_id, names[contact_id], found, book.today))
    return tuple(warnings)


def _warning(contact_id: int, name: str, found: TooSoon, today: date) -> Warning:
    return Warning(
        contact_id,
        name,
        _words(found, name, today),
        found.last.on,
        found.last.answered,
        found.until,
        found.colleague.name if found.colleague else "",
    )


def _colleague(book: Book, contact_id: int, on: date) -> Colleague | None:
    """The last outreach up to `on` to somebody else who then worked where the contact works now."""
    row = book.store.row(
        "SELECT o.contact_id, w.name, e.name, t.id FROM position o "
        "JOIN touch_contact c ON c.contact_id = o.contact_id JOIN touch t ON t.id = c.touch_id "
        "JOIN contact w ON w.id = o.contact_id JOIN employer e ON e.id = o.employer_id "
        "WHERE o.employer_id = (SELECT q.employer_id FROM position q WHERE q.contact_id = ? AND q.until IS NULL "
        "ORDER BY q.place, q.id LIMIT 1) AND o.contact_id <> ? AND t.direction = 'out' AND c.\"on\" <= ? "
        f'AND {HELD} ORDER BY c."on" DESC, c.seq DESC LIMIT 1',
        (contact_id, contact_id, on),
    )
    if row is None:
        return None
    who, name, employer, touch_id = row
    touches = [touch for touch in book.store.facts([who])[who].touches if touch.on <= on]
    last = next(touch for touch in touches if touch.id == touch_id)
    return Colleague(name, employer, outreach_of(last, touches))


def balance(book: Book, contact_id: int) -> Balance:
    """How often something was given to a contact and something asked of them, and whether asking ran ahead."""
    rows = book.store.rows(
        "SELECT t.id, t.gave <> '', t.asked <> '' FROM touch_contact p JOIN touch t ON t.id = p.touch_id "
        "WHERE p.contact_id = ? AND (t.gave <> '' OR t.asked <> '') ORDER BY p.\"on\", p.seq",
        (contact_id,),
    )
    found = balance_of(Exchange(bool(gave), bool(asked)) for _, gave, asked in rows)
    # Running the plans costs more than this, and only what looks flagged can be put right by it.
    if not found.flagged or not (early := early_touches(book, contact_id)):
        return found
    return balance_of(Exchange(bool(gave), bool(asked), touch in early) for touch, gave, asked in rows)


def early_touches(book: Book, contact_id: int) -> frozenset[int]:
    """The touches that did or tried an early step of a plan after a no, in any plan that the contact had."""
    store = book.store
    rows = store.rows(
        "SELECT DISTINCT p.id FROM plan p JOIN plan_step s ON s.plan_id = p.id WHERE s.contact_id = ? "
        "AND (p.rejection_id IS NOT NULL OR p.playbook = 'after the no') ORDER BY p.id",
        (contact_id,),
    )
    plans = plans_by_id(store.database, [row[0] for row in rows])
    found: set[int] = set()
    for people in run_plans(plans, planned_people(store.database, plans, store.rule), book.settings.week).values():
        person = people.get(contact_id)
        if person is None:
            continue
        early = {state.step.id for state in person.states if state.step.phase == "early"}
        found |= {state.touch for state in person.states if state.touch is not None and state.step.id in early}
        found |= {touch for touch, step in person.attempts.items() if step in early}
    return frozenset(found)
