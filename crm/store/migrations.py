"""From the first schema to today's: each step in one transaction, after a verified backup."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playhouse.migrate import SqliteMigrator

from crm.store import undo
from crm.store.models import MODELS
from crm.store.steps.read import statements

if TYPE_CHECKING:
    from crm.store.database import BookDatabase

Step = Callable[[SqliteMigrator, "BookDatabase"], None]


def _frozen(name: str) -> Step:
    def step(_: SqliteMigrator, database: BookDatabase) -> None:
        for statement in statements(name):
            database.execute_sql(statement)

    return step


#: Step n brings a book of schema n to n + 1.
STEPS: tuple[Step, ...] = (_frozen("to_2"), _frozen("to_3"))
SCHEMA_VERSION = 1 + len(STEPS)

_INDEXES = (
    "CREATE INDEX listing_sort ON listing(sort_key, contact_id)",
    "CREATE INDEX listing_queue ON listing(rank, shown, cadence_days, sort_key, contact_id) WHERE shown IS NOT NULL",
    "CREATE INDEX listing_decide ON listing(decide_from) WHERE decide_from IS NOT NULL",
    'CREATE INDEX touch_on ON touch("on")',
    "CREATE INDEX follow_up_open ON follow_up(contact_id) WHERE status = 'open'",
)


def create_schema(database: BookDatabase) -> None:
    """Makes the tables, indexes and triggers of the current schema in an empty database."""
    with database.bind_ctx(MODELS, bind_refs=False, bind_backrefs=False), database.atomic("IMMEDIATE"):
        database.create_tables(MODELS)
        for statement in (*_INDEXES, *undo.trigger_statements()):
            database.execute_sql(statement)
        database.execute_sql("INSERT INTO undo_state(act) VALUES (NULL)")
        database.execute_sql("INSERT INTO meta(\"key\", value) VALUES ('seq', '0')")
        database.execute_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")


def migrate(database: BookDatabase, version: int) -> None:
    """Runs the steps from `version` on, all or none.

    The triggers are made anew, as they name every column; what was logged for undo goes, as it names the old ones.
    """
    # The context switches foreign keys off: SQLite's table rebuilds would delete child rows otherwise.
    migrator = SqliteMigrator(database)
    with migrator.migration_context():
        triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        for (name,) in database.execute_sql(triggers).fetchall():
            database.execute_sql(f'DROP TRIGGER "{name}"')
        for step in STEPS[version - 1 :]:
            step(migrator, database)
        for statement in undo.trigger_statements():
            database.execute_sql(statement)
        undo.forget(database)
        database.execute_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
