"""Undo and redo: SQLite triggers log the inverse of every change to a fact, so no change can be forgotten.

While an act is recorded, each insert, update and delete leaves a row that takes it back. Undoing applies those rows
backwards; the same triggers log the inverse of the inverse, which is what redo applies. The log is in the book, so
it survives a restart and covers imports too.
"""

from __future__ import annotations

import json
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from crm.store.models import FACTS, BookModel

if TYPE_CHECKING:
    from crm.store.database import BookDatabase

#: How many acts are kept; older ones can no longer be undone.
KEPT_ACTS = 500


#: Facts of which no list and no date is made.
_NEVER_DERIVED = frozenset(
    {
        "address",
        "sent_item",
        "interview",
        "interview_contact",
        "concern",
        "proof_point",
        "concern_proof",
        "letter_version",
        "answer",
        "news",
        "former_contact",
        "former_employer",
        "not_same",
    }
)


def _columns(model: type[BookModel]) -> list[str]:
    return [field.column_name for field in model._meta.sorted_fields]


def _dirtied(table: str, row: str) -> str | None:
    """The statement that marks the contacts whose derived rows a change to `row` makes stale."""
    if table in _NEVER_DERIVED:
        return None
    # Not INSERT OR IGNORE: in what ON DELETE SET NULL fires, SQLite has the outer statement's ABORT hold instead.
    others = _stale(table, row)
    its_own = f"{row}.id" if table == "contact" else f"{row}.contact_id"
    source = f"SELECT DISTINCT contact_id FROM ({others})" if others else f"SELECT {its_own}"
    contact = "contact_id" if others else its_own
    return (
        f"INSERT INTO dirty(contact_id) {source} "
        f"WHERE {contact} IS NOT NULL AND {contact} NOT IN (SELECT contact_id FROM dirty);"
    )


def _stale(table: str, row: str) -> str:
    """The query for the contacts of whom a change to `row` tells something; empty where it is the row's own."""
    on_opportunity = "SELECT contact_id FROM opportunity_contact WHERE opportunity_id"
    with_plan = "SELECT s.contact_id FROM plan_step s JOIN plan p ON p.id = s.plan_id WHERE p.opportunity_id"
    match table:
        case "employer":
            return f"SELECT contact_id FROM position WHERE employer_id = {row}.id"
        case "touch":
            return f"SELECT contact_id FROM touch_contact WHERE touch_id = {row}.id"
        case "plan":
            # Plans at one employer leave each other room.
            return (
                f"SELECT s.contact_id FROM plan_step s JOIN plan p ON p.id = s.plan_id "
                f"WHERE p.id = {row}.id OR p.employer_id = {row}.employer_id"
            )
        case "plan_step":
            # One person's step may be dated from another's, and plans at one employer leave each other room: those
            # of a plan that lost its last step are found by nothing else.
            return (
                f"SELECT s.contact_id FROM plan_step s JOIN plan p ON p.id = s.plan_id WHERE p.id = {row}.plan_id "
                f"OR p.employer_id = (SELECT q.employer_id FROM plan q WHERE q.id = {row}.plan_id) "
                f"UNION SELECT {row}.contact_id"
            )
        case "opportunity":
            # The window of one that has its second chance as another is over.
            return f"{on_opportunity} IN ({row}.id, {row}.second_of_id) UNION {with_plan} = {row}.id"
        case "stage_event" | "rejection":
            first = f"SELECT second_of_id FROM opportunity WHERE id = {row}.opportunity_id"
            both = f"(SELECT {row}.opportunity_id UNION {first})"
            stale = f"{on_opportunity} IN {both} UNION {with_plan} = {row}.opportunity_id"
            # What brought a no does no step of any plan, whoever took part in it.
            brought = f" UNION SELECT contact_id FROM touch_contact WHERE touch_id = {row}.touch_id"
            return stale + (brought if table == "rejection" else "")
        case _:
            return ""


def trigger_statements() -> list[str]:
    """SQL that makes the triggers of every fact table: the undo log and the marks on stale contacts."""
    statements = []
    for model in FACTS:
        table = model._meta.table_name
        columns = _columns(model)
        image = "json_object(" + ", ".join(f"'{name}', OLD.\"{name}\"" for name in columns) + ")"
        changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
        log = (
            'INSERT INTO undo_row(act, tbl, "row", op, image) '
            "SELECT act, '{table}', {row}.id, '{op}', {image} FROM undo_state WHERE act IS NOT NULL;"
        )
        for event, op, condition, rows in (
            ("INSERT", "I", "", ("NEW",)),
            ("UPDATE", "U", f"WHEN {changed}", ("OLD", "NEW")),
            ("DELETE", "D", "", ("OLD",)),
        ):
            body = [log.format(table=table, row=rows[0], op=op, image="NULL" if op == "I" else image)]
            body += filter(None, (_dirtied(table, row) for row in rows))
            statements.append(
                f"CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} {condition} "
                f"BEGIN {' '.join(body)} END"
            )
    return statements


def begin(database: BookDatabase, what: str, now: datetime) -> int:
    """Starts recording an act; acts that were undone can no longer be redone once it changes something."""
    database.execute_sql("INSERT INTO undo_act(at, what, undone) VALUES (?, ?, 0)", (_stamp(now), what))
    act: int = database.execute_sql("SELECT last_insert_rowid()").fetchone()[0]
    database.execute_sql("UPDATE undo_state SET act = ?", (act,))
    return act


def finish(database: BookDatabase, act: int) -> bool:
    """Ends recording; gives False, and leaves no step, where nothing was changed."""
    database.execute_sql("UPDATE undo_state SET act = NULL")
    if database.execute_sql("SELECT 1 FROM undo_row WHERE act = ? LIMIT 1", (act,)).fetchone() is None:
        database.execute_sql("DELETE FROM undo_act WHERE id = ?", (act,))
        return False
    stale = "SELECT id FROM undo_act WHERE undone AND id < ? UNION SELECT id FROM undo_act WHERE id <= ?"
    database.execute_sql(f"DELETE FROM undo_row WHERE act IN ({stale})", (act, act - KEPT_ACTS))
    database.execute_sql(f"DELETE FROM undo_act WHERE id IN ({stale})", (act, act - KEPT_ACTS))
    return True


def newest_done(database: BookDatabase) -> tuple[int, str] | None:
    """The act that undo would take back."""
    row = database.execute_sql("SELECT id, what FROM undo_act WHERE NOT undone ORDER BY id DESC LIMIT 1").fetchone()
    return row and (row[0], row[1])


def oldest_undone(database: BookDatabase) -> tuple[int, str] | None:
    """The act that redo would do again."""
    row = database.execute_sql("SELECT id, what FROM undo_act WHERE undone ORDER BY id LIMIT 1").fetchone()
    return row and (row[0], row[1])


def forget(database: BookDatabase) -> None:
    """Empties the log; inside a transaction."""
    database.execute_sql("DELETE FROM undo_row")
    database.execute_sql("DELETE FROM undo_act")


def reverse(database: BookDatabase, act: int, *, undone: bool) -> None:
    """Takes the act back (`undone`) or does it again; inside a transaction with deferred foreign keys.

    Raises UnreadableBook where the log makes no sense.
    """
    with database.reading_facts():
        _reverse(database, act, undone)


def _reverse(database: BookDatabase, act: int, undone: bool) -> None:
    rows = database.execute_sql(
        'SELECT op, tbl, "row", image FROM undo_row WHERE act = ? ORDER BY id DESC', (act,)
    ).fetchall()
    database.execute_sql("DELETE FROM undo_row WHERE act = ?", (act,))
    database.execute_sql("UPDATE undo_state SET act = ?", (act,))
    connection = database.connection()
    names = {model._meta.table_name: _columns(model) for model in FACTS}
    for (op, table), group in groupby(rows, key=lambda row: (row[0], row[1])):
        columns = names[table]
        quoted = ", ".join(f'"{name}"' for name in columns)
        if op == "I":
            connection.executemany(f"DELETE FROM {table} WHERE id = ?", [(row[2],) for row in group])
            continue
        images = [json.loads(row[3]) for row in group]
        values = [[image[name] for name in columns] for image in images]
        if op == "D":
            marks = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table}({quoted}) VALUES ({marks})", values)
        else:
            sets = ", ".join(f'"{name}" = ?' for name in columns)
            connection.executemany(
                f"UPDATE {table} SET {sets} WHERE id = ?",
                [[*row, image["id"]] for row, image in zip(values, images, strict=True)],
            )
    database.execute_sql("UPDATE undo_state SET act = NULL")
    database.execute_sql("UPDATE undo_act SET undone = ? WHERE id = ?", (int(undone), act))


def _stamp(now: datetime) -> str:
    return now.isoformat(timespec="seconds")
