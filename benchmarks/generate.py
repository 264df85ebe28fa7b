"""Books and YAML files of any size, made once and kept in a cache folder outside the repository.

`python -m benchmarks.generate 1000 100000` makes the books and prints where they are.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.people import TODAY, MadePerson, make_person
from crm.domain.text import fold
from crm.store import derived
from crm.store.store import Store, open_store

SEED = 20261120
SIZES = (100, 1_000, 10_000, 100_000)
_BATCH = 5_000
_CREATED = "2026-11-20T08:00:00Z"
_NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
_SOURCES = ("crm/store", "crm/domain", "benchmarks/people.py", "benchmarks/generate.py")
_ROOT = Path(__file__).resolve().parent.parent


def cache() -> Path:
    """The folder of generated files: `CALLBACK_BENCHMARKS`, or one in the temporary folder."""
    chosen = os.environ.get("CALLBACK_BENCHMARKS")
    folder = Path(chosen) if chosen else Path(tempfile.gettempdir()) / "callback-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fingerprint() -> str:
    """Tells one state of the schema, the rule and the generator from another: cached books belong to one."""
    digest = hashlib.sha256()
    for source in _SOURCES:
        place = _ROOT / source
        for file in sorted(place.rglob("*.py")) if place.is_dir() else (place,):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def people(count: int) -> Iterator[MadePerson]:
    """The people of the book of that size."""
    employers = max(12, count // 8)
    return (make_person(number, SEED, employers) for number in range(count))


def book(count: int) -> Path:
    """The book of that many contacts, made where the cache lacks it. Do not write to it: take a `copy`."""
    target = cache() / f"{fingerprint()}-{count}.callback"
    if not target.exists():
        draft = target.with_name(f".{os.getpid()}-{target.name}")
        try:
            _write(draft, count)
            draft.rename(target)
            for old in cache().glob(f"*-{count}.callback"):
                if old != target:
                    old.unlink()  # of another schema; the large one takes half a gigabyte
        finally:
            draft.unlink(missing_ok=True)
    return target


def copy(count: int, folder: Path) -> Path:
    """A copy of the book of that size in `folder`, to be written to."""
    return Path(shutil.copy(book(count), folder / f"{count}.callback"))


def yaml_file(count: int) -> Path:
    """The first `count` people as a YAML file a person could have typed: contacts with one touch each."""
    target = cache() / f"{fingerprint()}-{count}.yaml"
    if not target.exists():
        draft = target.with_name(f".{os.getpid()}-{target.name}")
        with draft.open("w", encoding="utf-8") as file:
            file.writelines(_as_yaml(person) for person in people(count))
        draft.rename(target)
    return target


def _write(path: Path, count: int) -> None:
    store = open_store(path, backups=path.parent, create=True)
    try:
        with store.transaction():
            _fill(store, count)
            derived.refresh(store.database, store.rule)
        store.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        store.close()


def _fill(store: Store, count: int) -> None:
    employers: dict[str, int] = {}
    rows = _Rows()
    for number, person in enumerate(people(count), start=1):
        if person.employer not in employers:
            employers[person.employer] = len(employers) + 1
            rows.employer(employers[person.employer], person.employer)
        rows.person(number, person, employers[person.employer])
        if number % _BATCH == 0:
            rows.flush(store)
    rows.flush(store)
    store.next_seq(rows.seq)


class _Rows:
    """Rows for the tables of facts, collected and written in batches."""

    def __init__(self) -> None:
        self.seq = 0
        self._touch = 0
        self._tables: dict[str, list[tuple[object, ...]]] = {}

    def employer(self, key: int, name: str) -> None:
        self._add("employer(id, uid, name, name_key, website, notes, extra, created)",
                  key, f"employer-{key}", name, fold(name), "", "", "{}", _CREATED)  # fmt: skip

    def person(self, key: int, person: MadePerson, employer: int) -> None:
        self._add(
            "contact(id, uid, name, given, family, middle, prefix, suffix, nickname, role, birthday, "
            "anniversary, met_on, met_how, met_through, cadence, do_not_contact, notes, added, source, "
            "extra, created)",
            key, person.uid, person.name, person.given, person.family, "", "", "", "", person.role, "", "",
            person.met, "", "", person.cadence, 0, person.notes, TODAY, "", "{}", _CREATED,
        )  # fmt: skip
        for place, (kind, value) in enumerate((("email", person.email), ("phone", person.phone))):
            self._add("contact_point(contact_id, kind, label, value, value_key, place)",
                      key, kind, "work", value, derived.key_of(value), place)  # fmt: skip
        for place, tag in enumerate(person.tags):
            self._add("tag(contact_id, name, place)", key, tag, place)
        self._add('position(contact_id, employer_id, title, department, since, until, place)',
                  key, employer, person.title, "", None, None, 0)  # fmt: skip
        self._what_passed(key, person)

    def _what_passed(self, key: int, person: MadePerson) -> None:
        for touch in person.touches:
            self.seq += 1
            self._touch += 1
            self._add(
                'touch(id, uid, "on", seq, channel, direction, outcome, note, gave, asked, answer_needed, '
                "created)",
                self._touch, touch.uid, touch.on, self.seq, touch.channel, touch.direction, touch.outcome,
                touch.note, touch.gave, "", 1, _CREATED,
            )  # fmt: skip
            self._add('touch_contact(contact_id, touch_id, "on", seq)', key, self._touch, touch.on, self.seq)
        for item in person.follow_ups:
            self.seq += 1
            self._add(
                'follow_up(uid, contact_id, touch_id, kind, "on", at, purpose, channel, status, status_on, '
                "seq, created, updated)",
                item.uid, key, None, item.kind, item.on, "", item.purpose, item.channel, item.status,
                item.on if item.status == "done" else None, self.seq, _CREATED, _CREATED,
            )  # fmt: skip

    def _add(self, table: str, *values: object) -> None:
        self._tables.setdefault(table, []).append(
            tuple(value.isoformat() if hasattr(value, "isoformat") else value for value in values)
        )

    def flush(self, store: Store) -> None:
        order = ("employer(", "contact(", "touch(")
        for table in sorted(self._tables, key=lambda name: not name.startswith(order)):
            rows = self._tables[table]
            marks = ", ".join("?" * (table.count(",") + 1))
            store.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        self._tables.clear()


def _as_yaml(person: MadePerson) -> str:
    touch = person.touches[-1]
    follow_up = person.follow_ups[0]
    lines = [
        f"- name: {person.name}",
        f"  given: {person.given}",
        f"  family: {person.family}",
        f"  employer: {person.employer}",
        f"  title: {person.title}",
        f"  role: {person.role}" if person.role else "",
        f"  email: {{work: {person.email}}}",
        f"  phone: {{work: {person.phone}}}",
        f"  tags: [{', '.join(person.tags)}]" if person.tags else "",
        f"  met: {{on: {person.met}, how: planners' evening}}",
        f"  cadence: {person.cadence}" if person.cadence else "",
        f"  next: {follow_up.on}" if follow_up.status == "open" else "",
        f"  notes: {person.notes}",
        "  touches:",
        f"    - {{on: {touch.on}, channel: {touch.channel}, direction: {touch.direction}, "
        f"outcome: {touch.outcome}, note: {touch.note}}}",
    ]
    return "\n".join(filter(None, lines)) + "\n"


if __name__ == "__main__":
    for size in map(int, sys.argv[1:]) if sys.argv[1:] else SIZES:
        print(book(size))
