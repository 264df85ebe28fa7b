"""The least an import can be: PyYAML's C loader, then one `executemany` for each table, in one transaction.

`python -m benchmarks.bare_import PEOPLE.YAML NEW.DB`
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from crm.store.database import connect
from crm.store.models import FACTS

#: What PyYAML makes of the key `on`.
_ON = True
_CREATED = "2026-11-20T08:00:00Z"


def main() -> None:
    """Loads the file and writes the tables of facts."""
    with Path(sys.argv[1]).open("rb") as file:
        people: list[dict[str, Any]] = yaml.load(file, Loader=yaml.CSafeLoader)
    database = connect(Path(sys.argv[2]))
    with database.bind_ctx(FACTS):
        database.create_tables(FACTS)
    connection = database.connection()
    connection.execute("BEGIN IMMEDIATE")
    for table, rows in _rows(people).items():
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")
    database.close()


def _rows(people: list[dict[str, Any]]) -> dict[str, list[tuple[Any, ...]]]:
    employers: dict[str, int] = {}
    tables: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _ORDER}
    add = {name: rows.append for name, rows in tables.items()}
    point, tag, touch, follow_up, seq = count(1), count(1), count(1), count(1), count(1)
    for key, person in enumerate(people, start=1):
        name = person["employer"]
        if name not in employers:
            employers[name] = len(employers) + 1
            add["employer"]((employers[name], str(uuid4()), name, name.casefold(), "", "", "{}", _CREATED, None, ""))
        met = person["met"]
        add["contact"](
            (
                key, str(uuid4()), person["name"], person["given"], person["family"], "", "", "", "",
                person.get("role", ""), "", "", str(met[_ON]), met["how"], "", person.get("cadence"), 0,
                person["notes"], "2026-11-20", "", "{}", _CREATED, None, "",
            )
        )  # fmt: skip
        place = 0
        for kind in ("email", "phone"):
            for label, value in person[kind].items():
                add["contact_point"]((next(point), key, kind, label, value, value.casefold(), place))
                place += 1
        for place, label in enumerate(person.get("tags", ())):
            add["tag"]((next(tag), key, label, place))
        add["position"]((key, key, employers[name], person["title"], "", None, None, 0))
        for item in person["touches"]:
            number, order, on = next(touch), next(seq), str(item[_ON])
            add["touch"](
                (
                    number, str(uuid4()), on, order, item["channel"], item["direction"], item["outcome"],
                    item["note"], "", "", 1, _CREATED, "",
                )
            )  # fmt: skip
            add["touch_contact"]((number, key, number, on, order))
        if "next" in person:
            add["follow_up"](
                (
                    next(follow_up), str(uuid4()), key, None, "typed", str(person["next"]), "", "", "", "open",
                    None, next(seq), _CREATED, _CREATED, None,
                )
            )  # fmt: skip
    return tables


_ORDER = ("employer", "contact", "contact_point", "tag", "position", "touch", "touch_contact", "follow_up")

if __name__ == "__main__":
    main()
