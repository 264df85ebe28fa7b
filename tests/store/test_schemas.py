"""Every schema that was ever written opens today, whole, with a copy kept of what was there before."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from peewee import TextField

from crm.store import migrations, undo
from crm.store.store import open_store

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("v*.sql"))


def restored(script: Path, folder: Path) -> Path:
    path = folder / "old.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(script.read_text(encoding="utf-8"))
    connection.close()
    return path


@pytest.mark.parametrize("script", SCHEMAS, ids=lambda script: script.stem)
def test_a_book_of_every_schema_opens_whole(script: Path, tmp_path: Path) -> None:
    store = open_store(restored(script, tmp_path), backups=tmp_path / "backups")
    assert list(store.problems()) == []
    assert store.value("PRAGMA user_version") == migrations.SCHEMA_VERSION
    assert [row[0] for row in store.rows("SELECT name FROM contact ORDER BY id")] == [
        "Dana Whitfield",
        "山田 太郎",
    ]
    assert store.value("SELECT count(*) FROM touch_contact") == 2
    assert store.value("SELECT count(*) FROM follow_up") == 3
    store.close()


def test_there_is_a_fixture_for_every_schema() -> None:
    assert [script.stem for script in SCHEMAS] == [f"v{n + 1}" for n in range(migrations.SCHEMA_VERSION)]


def test_the_newest_fixture_has_todays_schema(tmp_path: Path) -> None:
    old = open_store(restored(SCHEMAS[-1], tmp_path), backups=tmp_path / "backups")
    new = open_store(tmp_path / "new.db", backups=tmp_path / "backups", create=True)
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    assert old.rows(schema) == new.rows(schema)
    old.close()
    new.close()


def add_a_column(migrator, database) -> None:
    """What a next schema might do: a column in a table with children, which SQLite must rebuild to drop one."""
    from playhouse.migrate import migrate

    migrate(migrator.add_column("contact", "pronouns", TextField(default="")))
    migrate(migrator.drop_column("contact", "pronouns"))
    migrate(migrator.add_column("employer", "city", TextField(default="")))


def with_a_next_schema(monkeypatch, step) -> int:
    """There is one more schema than there is today, to which `step` leads; gives its number."""
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, step))
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", migrations.SCHEMA_VERSION + 1)
    return migrations.SCHEMA_VERSION


@pytest.mark.parametrize("script", SCHEMAS, ids=lambda script: script.stem)
def test_a_migration_keeps_every_row_and_a_copy_of_the_book(script: Path, tmp_path: Path, monkeypatch) -> None:
    path = restored(script, tmp_path)
    newest = with_a_next_schema(monkeypatch, add_a_column)
    store = open_store(path, backups=tmp_path / "backups")
    assert store.value("PRAGMA user_version") == newest
    assert store.value("SELECT count(*) FROM pragma_table_info('employer') WHERE name = 'city'") == 1
    assert store.value("SELECT count(*) FROM contact_point") == 2
    assert store.value("SELECT count(*) FROM touch_contact") == 2
    assert store.rows("PRAGMA foreign_key_check") == []
    assert store.value("PRAGMA foreign_keys") == 1
    assert len(list((tmp_path / "backups").glob("*.db"))) == 1
    triggers = store.value("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'")
    assert triggers == len(undo.trigger_statements())
    store.close()


@pytest.mark.parametrize("script", SCHEMAS, ids=lambda script: script.stem)
def test_a_migration_that_fails_leaves_the_book_as_it_was(script: Path, tmp_path: Path, monkeypatch) -> None:
    def fails(migrator, database) -> None:
        database.execute_sql("DELETE FROM contact")
        raise RuntimeError

    path = restored(script, tmp_path)
    with sqlite3.connect(path) as connection:
        before = list(connection.iterdump())
    connection.close()
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        with_a_next_schema(patch, fails)
        open_store(path, backups=tmp_path / "backups")
    with sqlite3.connect(path) as connection:
        assert list(connection.iterdump()) == before
    connection.close()
    store = open_store(path, backups=tmp_path / "backups")
    assert list(store.problems()) == []
    assert store.value("SELECT count(*) FROM contact") == 2
    store.close()
