"""The callback windows of everybody with a part in an opportunity that waits after a no."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm.store.database import BookDatabase

COLUMNS = "contact_id, opportunity_id, first, last"
#: The newest stage event of the opportunity `e.opportunity_id`.
NEWEST_EVENT = (
    'SELECT n.id FROM stage_event n WHERE n.opportunity_id = e.opportunity_id ORDER BY n."on" DESC, n.seq DESC LIMIT 1'
)

#: The opportunity has a second chance as another one, which is on its way in.
_CAME_BACK = (
    "SELECT 1 FROM opportunity o JOIN stage_event s ON s.opportunity_id = o.id WHERE o.second_of_id = e.opportunity_id "
    "AND s.stage NOT IN ('rejected', 'withdrawn', 'no answer') AND s.id = (SELECT n.id FROM stage_event n "
    'WHERE n.opportunity_id = o.id ORDER BY n."on" DESC, n.seq DESC LIMIT 1)'
)


def rows_of(database: BookDatabase, ids: list[int]) -> list[tuple[Any, ...]]:
    """When the windows of each contact's waiting opportunities are open: first and last day of each.

    One that has its second chance as another role waits no more.
    """
    if database.execute_sql("SELECT EXISTS(SELECT 1 FROM rejection)").fetchone() == (0,):
        return []
    from crm.domain.callback_window import spans

    within = f"({','.join(map(str, ids))})"
    found = []
    for contact, opportunity, on, starts in database.execute_sql(
        'SELECT c.contact_id, e.opportunity_id, e."on", r.starts_on FROM opportunity_contact c '
        "JOIN stage_event e ON e.opportunity_id = c.opportunity_id JOIN rejection r ON r.event_id = e.id "
        f"WHERE c.contact_id IN {within} AND e.stage = 'rejected' AND e.id = ({NEWEST_EVENT}) "
        f"AND NOT EXISTS ({_CAME_BACK})"
    ).fetchall():
        for span in spans(date.fromisoformat(on), date.fromisoformat(starts) if starts else None):
            found.append((contact, opportunity, span.first, span.last))
    return found
