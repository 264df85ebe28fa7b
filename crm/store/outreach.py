"""When each employer last heard from the person, by whom: what makes colleagues leave each other room."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crm.domain.plans import EMPLOYER_GAP_DAYS
from crm.domain.workdays import WorkWeek

if TYPE_CHECKING:
    from crm.store.database import BookDatabase

#: The current position of the contact of `p`: the first that has not ended.
CURRENT = (
    "SELECT q.id FROM position q WHERE q.contact_id = p.contact_id AND q.until IS NULL ORDER BY q.place, q.id LIMIT 1"
)
#: Whether position `o` was held on the day of `c`, a contact's part in a touch. A position whose beginning nobody knows
#: began when the last of those that ended did.
HELD = (
    '(o.until IS NULL OR o.until >= c."on") AND (o.since <= c."on" OR (o.since IS NULL AND (o.until IS NOT NULL '
    'OR NOT EXISTS (SELECT 1 FROM position q WHERE q.contact_id = o.contact_id AND q.until >= c."on"))))'
)
COLUMNS = 'employer_id, contact_id, "on"'


def rows_of(database: BookDatabase, ids: list[int]) -> list[tuple[Any, ...]]:
    """For each contact the employers they were at when they were last written to or called, with that day.

    The employer is that of the day of the touch, not today's.
    """
    within = f"({','.join(map(str, ids))})"
    return database.execute_sql(  # type: ignore[no-any-return]
        'SELECT o.employer_id, o.contact_id, max(c."on") FROM position o '
        "JOIN touch_contact c ON c.contact_id = o.contact_id JOIN touch t ON t.id = c.touch_id "
        f"WHERE o.contact_id IN {within} AND o.employer_id IS NOT NULL AND t.direction = 'out' AND {HELD} GROUP BY 1, 2"
    ).fetchall()


def replace(database: BookDatabase, ids: list[int], week: WorkWeek) -> set[int]:
    """Writes the rows of the contacts anew; gives the colleagues whose next touch may change by that.

    Those of whom it is known how it changes are put right at once.
    """
    within = f"({','.join(map(str, ids))})"
    with database.reading_facts():
        wanted = {tuple(row) for row in rows_of(database, ids)}
    stored = {
        tuple(row)
        for row in database.execute_sql(f"SELECT {COLUMNS} FROM employer_outreach WHERE contact_id IN {within}")
    }
    connection = database.connection()
    if gone := stored - wanted:
        connection.executemany(
            'DELETE FROM employer_outreach WHERE employer_id = ? AND contact_id = ? AND "on" = ?', list(gone)
        )
    if come := wanted - stored:
        connection.executemany(f"INSERT INTO employer_outreach({COLUMNS}) VALUES (?, ?, ?)", sorted(come))
    newest: dict[int, str] = {}
    for employer, _, on in (*gone, *come):
        newest[employer] = max(newest.get(employer, ""), on)
    others: set[int] = set()
    for employer, on in newest.items():
        later = any(row[0] == employer and row[2] == on for row in come)
        left = _hold_back(database, employer, on, week) if later else None
        others |= _everybody(database, employer) if left is None else left
    return others


#: Cadence rows that stay first when they are held back to a day (named twice): all else is dated, and later.
_SIMPLE = (
    "l.kind = 'cadence' AND l.snoozed_until IS NULL AND (l.decide_from IS NULL OR l.decide_from > ?) AND l.more = "
    "(SELECT count(*) FROM open_item i WHERE i.contact_id = l.contact_id AND i.shown > ?)"
)


def _hold_back(database: BookDatabase, employer: int, on: str, week: WorkWeek) -> set[int] | None:
    """Holds the cadence rows at an employer back after a touch later than any other; gives who is left to compute.

    None where there was one as late, so that everybody must be computed.
    """
    (newest,) = database.execute_sql(
        'SELECT max("on") FROM employer_outreach WHERE employer_id = ?', (employer,)
    ).fetchone()
    day = _soon(on, EMPLOYER_GAP_DAYS)
    if newest != on or day is None:
        return None
    rest = week.roll(day)
    database.execute_sql(
        "UPDATE listing AS l SET not_before = ?, shown = ?, held = 1 WHERE contact_id IN ("
        f"SELECT p.contact_id FROM position p WHERE p.employer_id = ? AND p.id = ({CURRENT})) "
        f"AND shown < ? AND {_SIMPLE}",
        (rest, rest, employer, rest, rest, rest),
    )
    rows = database.execute_sql(
        "SELECT l.contact_id FROM position p JOIN listing l ON l.contact_id = p.contact_id "
        # What is first before a cadence row stays so when that is held back.
        f"WHERE p.employer_id = ? AND p.until IS NULL AND ((l.kind = 'cadence' AND l.shown <= ? AND NOT ({_SIMPLE})) "
        "OR EXISTS (SELECT 1 FROM plan_step s WHERE s.contact_id = p.contact_id))",
        (employer, rest, rest, rest),
    )
    return {row[0] for row in rows}


def _everybody(database: BookDatabase, employer: int) -> set[int]:
    """Everybody at the employer: with less to leave room for, any of them may come to be due sooner."""
    rows = database.execute_sql("SELECT contact_id FROM position WHERE employer_id = ? AND until IS NULL", (employer,))
    return {row[0] for row in rows}


def _soon(on: str, days: int) -> date | None:
    try:
        return date.fromisoformat(on) + timedelta(days=days)
    except (OverflowError, ValueError):
        return None
