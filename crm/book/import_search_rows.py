"""The rows of an imported search, written in bulk inside one act."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from crm.book.contact_rows import employer_ids
from crm.book.import_history import NewTouch, Order, Person
from crm.book.import_search import EmployerNamed, SearchPlan, Seq
from crm.book.import_search_known import Row
from crm.book.session import Book

_STAMPS = frozenset({"created", "updated"})


def write_search(book: Book, plan: SearchPlan, seq: Mapping[Order, int]) -> None:
    """Writes everything of the plan; contacts and touches have been written. Call it inside an act."""
    if not plan:
        return
    _Writer(book, plan, seq).write()


class _Writer:
    def __init__(self, book: Book, plan: SearchPlan, seq: Mapping[Order, int]) -> None:
        self.book = book
        self.plan = plan
        self.seq = seq
        every = [row.values for row in plan.rows] + [values for _, _, values in plan.changes]
        names = (value.name for values in every for value in values.values() if isinstance(value, EmployerNamed))
        self.employers = employer_ids(book.store, names, book.stamp)

    def write(self) -> None:
        """Numbers first, so that a row may refer to one that comes after it."""
        tables: dict[str, list[Row]] = defaultdict(list)
        for row in self.plan.rows:
            tables[row.table].append(row)
        for table, rows in tables.items():
            first = int(self.book.store.value(f"SELECT coalesce(max(id), 0) FROM {table}")) + 1
            for number, row in enumerate(rows, start=first):
                row.id = number
        for table, rows in tables.items():
            self.insert(table, rows)
        for table, changed, values in self.plan.changes:
            sets = ", ".join(f'"{name}" = ?' for name in values)
            self.book.store.database.execute_sql(
                f"UPDATE {table} SET {sets} WHERE id = ?", (*map(self.stored, values.values()), changed.id)
            )

    def insert(self, table: str, rows: list[Row]) -> None:
        columns = list(rows[0].values)
        taken = self.uids(table) if "uid" in columns else set()
        listed = ", ".join(f'"{name}"' for name in ("id", *columns))
        values = []
        for row in rows:
            if "uid" in row.values:
                if not row.values["uid"] or row.values["uid"] in taken:
                    row.values["uid"] = str(uuid4())
                taken.add(row.values["uid"])
            for name in _STAMPS & row.values.keys():
                row.values[name] = row.values[name] or row.values.get("created") or self.book.stamp
            if table == "letter_version":
                row.values["at"] = row.values["at"] or self.book.stamp
            values.append((row.id, *(self.stored(row.values[name]) for name in columns)))
        marks = ", ".join("?" * (len(columns) + 1))
        self.book.store.executemany(f"INSERT INTO {table}({listed}) VALUES ({marks})", values)

    def uids(self, table: str) -> set[str]:
        return {row[0] for row in self.book.store.rows(f"SELECT uid FROM {table}")}

    def stored(self, value: Any) -> Any:
        """A value as the column holds it."""
        match value:
            case Row() | NewTouch():
                return value.id
            case Person():
                return value.id or None
            case EmployerNamed():
                return self.employers.get(value.name)
            case Seq():
                return self.seq[value.order]
            case date():
                return value.isoformat()
            case _:
                return value
