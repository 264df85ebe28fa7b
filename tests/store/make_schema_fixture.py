"""Writes the fixture of today's schema: a small book with a row in every table, as SQL that anything can restore.

    python -m tests.store.make_schema_fixture

Run it while a schema is being made; once it was released its fixture never changes again.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import patch

from crm.book.calendar import export_calendar
from crm.book.clock import FixedClock
from crm.book.importing import parse, run_import
from crm.book.session import open_book
from crm.store import migrations
from crm.store.database import APPLICATION_ID
from crm.store.store import Store

SCHEMAS = Path(__file__).parent / "schemas"
SEARCH = """\
contacts:
  - name: Dana Whitfield
    role: hiring manager
    employer: Northwind Robotics
    title: VP Engineering
    email: {work: dana@northwind.test}
    phone: {work: +49 30 5550100}
    address: {street: Hauptstr. 1, code: "07302", city: Berlin}
    tags: [target, berlin]
    notes: likes climbing
    zone: Europe/Berlin
    spread on: 2026-11-23
    Pager: "1"
    next: {on: 2026-12-05, purpose: send the article}
    follow ups: {on: 2026-11-24, channel: call, purpose: ring}
    decisions: [{kind: continue, on: 2026-11-20, plan: the-plan}]
    touches:
      - {uid: the-no, on: 2026-11-12, note: asked for feedback, got: feedback, with: [山田 太郎]}
  - name: 山田 太郎
    cadence: 6 weeks
    snooze: 2027-03-01
    passes: 2026-11-20
    follow ups: {on: 2026-12-05, kind: news, news: the-news, purpose: tell}
employers:
  - {name: Northwind Robotics, rank: 1, working on: spare parts}
proof points:
  - {uid: the-proof, title: Less dead stock, result: 31 % less, tags: [stock]}
opportunities:
  - uid: the-opportunity
    title: Planning Lead
    employer: Northwind Robotics
    stages: {applied: 2026-08-10, rejected: 2026-11-12}
    rejection: {told by: manager, teller: Dana Whitfield, how: call, reason: somebody closer, touch: the-no}
    people: [{contact: Dana Whitfield, part: hiring manager}]
    sent: {résumé: planner-3.pdf}
  - {title: Parts Planner, employer: Northwind Robotics, stage: lead, since: 2026-11-18, second of: Planning Lead}
interviews:
  - uid: the-interview
    opportunity: Planning Lead
    on: 2026-09-22
    with: [Dana Whitfield]
letters:
  - uid: the-letter
    kind: influence
    to: Dana Whitfield
    opportunity: Planning Lead
    subject: Two summers
    text: Dear Dana
concerns:
  - text: has not led more than four
    opportunity: Planning Lead
    interview: the-interview
    proofs: [Less dead stock]
    answers: [{how: letter, letter: the-letter, on: 2026-09-23}]
plans:
  - uid: the-plan
    playbook: after the no
    opportunity: Planning Lead
    employer: Northwind Robotics
    rejection: 1
    start: 2026-11-12
    steps:
      - {contact: Dana Whitfield, name: call, on: 2026-11-13, channel: call, status: done, status on: 2026-11-13}
      - {contact: Dana Whitfield, name: note, on: 2026-11-17, channel: letter, purpose: a card, follows: 0}
news:
  - {uid: the-news, on: 2026-11-20, text: runs a team of volunteers}
"""


def dump(store: Store) -> Iterator[str]:
    """The book as statements, one a line, in an order that depends on nothing but what is in it."""
    yield f"-- A small book as schema {migrations.SCHEMA_VERSION} was written."
    yield f"PRAGMA application_id = {APPLICATION_ID};"
    yield f"PRAGMA user_version = {migrations.SCHEMA_VERSION};"
    schema = "SELECT name, sql FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    tables = store.rows(schema, ("table",))
    yield from (f"{sql};" for _, sql in tables)
    for name, _ in sorted(tables):
        columns = [row[0] for row in store.rows("SELECT name FROM pragma_table_info(?) ORDER BY cid", (name,))]
        quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
        for (values,) in store.rows(f"SELECT {quoted} FROM {name} ORDER BY 1"):
            yield f"INSERT INTO {name} VALUES ({values});"
    for kind in ("index", "trigger"):
        yield from (f"{sql};" for _, sql in store.rows(schema, (kind,)) if sql)


def main() -> None:
    """Makes the book and writes it."""
    seeded = random.Random(migrations.SCHEMA_VERSION)
    with (
        patch("os.urandom", seeded.randbytes),
        tempfile.TemporaryDirectory() as folder,
        open_book(
            Path(folder) / "book.db",
            clock=FixedClock(date(2026, 11, 22)),
            create=True,
            backups=Path(folder),
        ) as book,
    ):
        report = run_import(book, [parse(SEARCH.encode(), "search.yaml")])
        if report.problems:
            raise SystemExit(str(report.problems[0]))
        export_calendar(book, mark=True)
        lines = list(dump(book.store))
    target = SCHEMAS / f"v{migrations.SCHEMA_VERSION}.sql"
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
