"""First touches of many people who come in at once, spread over the coming weeks so that the queue is no wall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from crm.book.import_plan import ImportPlan
from crm.book.session import Book
from crm.domain.cadence import Cadence, add_months
from crm.domain.people import ROLES
from crm.domain.text import fold
from crm.domain.workdays import ONE_DAY, WorkWeek
from crm.store.derived import RANK_CADENCE

#: How many first touches a week takes where the person set no limit.
USUAL_LIMIT = 5
_WEEK = timedelta(days=7)
_CHUNK = 2_000
_NEAR = (0, -1, 1, -2, 2, -3, 3)
_ORDER = {fold(role): place for place, role in enumerate(ROLES)}


def spread_first_touches(book: Book, plan: ImportPlan) -> int:
    """Gives those whom an import brought into the search a day each from which their cadence counts; how many.

    Nothing is spread where no more of them come than the weekly limit, and nobody who has touches, a cadence or a
    date of their own, or who comes from a whole book with its own days. Inside the act of the import, after its
    rows are written.
    """
    ids = _first_time(book, plan)
    limit = book.settings.weekly_limit or USUAL_LIMIT
    if len(ids) <= limit:
        return 0
    taken = _taken(book)
    days = first_days(book.today, limit, book.settings.week, book.settings.default_cadence, taken)
    spread = [(counts_from, contact) for contact, (_, counts_from) in zip(ids, days, strict=False)]
    book.store.executemany("UPDATE contact SET spread_on = ? WHERE id = ?", spread)
    return len(spread)


def first_days(
    today: date, limit: int, week: WorkWeek, cadence: Cadence, taken: Mapping[date, int] | None = None
) -> Iterator[tuple[date, date]]:
    """The days of first touches after `today`, at most `limit` a week (Monday to Sunday), on working days.

    Each with the day from which the cadence must count to come out there. `taken` holds how many touches the weeks
    (by their Monday) have already. It ends where the calendar does.
    """
    monday = today - timedelta(days=min(today.weekday(), today.toordinal() - 1))
    while True:
        room = limit - (taken or {}).get(monday, 0)
        if room > 0:
            week_days = [day for day in _days_of(monday) if day > today and week.is_working(day)]
            pairs = [(day, start) for day in week_days if (start := counts_from(day, cadence, week)) is not None]
            if pairs:
                # Over the whole week: three of five days are Monday, Tuesday and Thursday.
                yield from (pairs[place * len(pairs) // room] for place in range(room))
        if date.max - monday < _WEEK:
            return
        monday += _WEEK


def counts_from(day: date, cadence: Cadence, week: WorkWeek) -> date | None:
    """The day from which `cadence` leads to the working day `day`; None where none does, as with some month ends."""
    guess = _before(day, cadence)
    if guess is None:
        return None
    for days in _NEAR:
        try:
            start = guess + timedelta(days=days)
        except OverflowError:
            continue
        if cadence.after(start) == day:
            return start
    for days in _NEAR:
        try:
            start = guess + timedelta(days=days)
        except OverflowError:
            continue
        if week.roll(cadence.after(start)) == day:
            return start
    return None


def _before(day: date, cadence: Cadence) -> date | None:
    try:
        if cadence.unit in {"day", "week"}:
            return day - timedelta(days=cadence.days)
        return add_months(day, -cadence.count * (12 if cadence.unit == "year" else 1))
    except OverflowError:
        return None


def _days_of(monday: date) -> Iterator[date]:
    day = monday
    for _ in range(7):
        yield day
        if day == date.max:
            return
        day += ONE_DAY


def _taken(book: Book) -> Counter[date]:
    """How many cadence touches each week has already, by its Monday; those that are late are this week's.

    People who came with the import have no row yet.
    """
    found: Counter[date] = Counter()
    for shown, number in book.store.rows(
        "SELECT shown, count(*) FROM listing WHERE rank = ? AND shown IS NOT NULL GROUP BY shown", (RANK_CADENCE,)
    ):
        day = max(date.fromisoformat(shown), book.today)
        found[day - timedelta(days=min(day.weekday(), day.toordinal() - 1))] += number
    return found


def _first_time(book: Book, plan: ImportPlan) -> list[int]:
    """The contacts that the import brought into the search and nothing else gives a date, who matters most first."""
    came = [
        item.who
        for item in plan.items
        if item.who is not None
        and item.record.shape != "book"
        and (item.action == "new" or (item.action == "changed" and item.before is not None and not item.before.role))
    ]
    return [
        contact for contact, _ in sorted(_alone(book, came), key=lambda pair: _ORDER.get(fold(pair[1]), len(_ORDER)))
    ]


def _alone(book: Book, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Those of the contacts, with their roles, whose first date is that of the usual cadence."""
    ids = list(dict.fromkeys(ids))
    for start in range(0, len(ids), _CHUNK):
        within = ",".join(map(str, ids[start : start + _CHUNK]))
        rows = book.store.rows(
            "SELECT c.id, c.role FROM contact c "
            f"WHERE c.id IN ({within}) AND c.cadence IS NULL AND c.spread_on IS NULL AND NOT c.do_not_contact "
            "AND (c.role <> '' OR EXISTS (SELECT 1 FROM opportunity_contact p WHERE p.contact_id = c.id)) "
            "AND NOT EXISTS (SELECT 1 FROM touch_contact t WHERE t.contact_id = c.id) "
            "AND NOT EXISTS (SELECT 1 FROM follow_up f WHERE f.contact_id = c.id AND f.status = 'open') "
            "AND NOT EXISTS (SELECT 1 FROM plan_step s JOIN plan r ON r.id = s.plan_id "
            "WHERE s.contact_id = c.id AND r.status = 'running') "
            "AND NOT EXISTS (SELECT 1 FROM pass q WHERE q.contact_id = c.id) "
            # After a no the cadence counts from there, whatever the day of adding.
            "AND NOT EXISTS (SELECT 1 FROM opportunity_contact p JOIN stage_event e "
            "ON e.opportunity_id = p.opportunity_id WHERE p.contact_id = c.id AND e.stage = 'rejected')"
        )
        roles = dict(rows)
        yield from ((contact, roles[contact]) for contact in ids[start : start + _CHUNK] if contact in roles)
