"""Random rows in every table of the search, written as SQL inside one act, as the table of fields says they can be."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import hypothesis.strategies as st

from crm.book.session import Book
from crm.domain.text import clean, clean_line, fold
from crm.formats.search_fields import DECISION, THINGS, Field, Thing

TODAY = date(2026, 11, 22)
WORDS = st.sampled_from(
    [
        "",
        "Planning Lead",
        "NO",
        "null",
        "0152",
        "12:30",
        "a: b",
        "- x",
        "#",
        "'",
        "\x1b]52;c;x\x07",
        "[/]",
        "山田",
        "<<",
    ]
) | st.text(st.characters(codec="utf-8"), max_size=8)
TEXTS = WORDS | st.lists(WORDS, max_size=3).map("\n".join)
PAST = st.integers(0, 700).map(lambda days: TODAY - timedelta(days=days))
DAYS = st.integers(-700, 400).map(lambda days: TODAY + timedelta(days=days))
MOMENTS = PAST.map(lambda on: f"{on}T08:15:00Z")
#: Days on which something happened cannot be ahead.
PASSED = {"stage", "answer", "decision", "interview", "letter"}


def fill_search(book: Book, data: st.DataObject) -> None:
    """One act that adds a few rows to the tables of the search."""
    with book.act("Fill"):
        for thing in THINGS.values():
            for _ in range(data.draw(st.integers(0, 2))):
                _insert(book, data, thing, {})
        for contact in _ids(book, "contact"):
            if data.draw(st.booleans()):
                _insert(book, data, DECISION, {"contact_id": contact})
        _news(book, data)
        _merged(book, data)
        for number in _ids(book, "contact"):
            book.store.database.execute_sql(
                "UPDATE contact SET zone = ?, spread_on = ? WHERE id = ?",
                (data.draw(st.sampled_from(["", "Europe/Berlin"])), data.draw(st.none() | DAYS), number),
            )
        for rank, number in enumerate(_ids(book, "employer"), 1):
            book.store.database.execute_sql(
                "UPDATE employer SET rank = ?, working_on = ? WHERE id = ?",
                (data.draw(st.sampled_from([None, rank])), clean(data.draw(TEXTS)), number),
            )
        for number in _ids(book, "touch"):
            got = clean_line(data.draw(WORDS))
            book.store.database.execute_sql("UPDATE touch SET got = ? WHERE id = ?", (got, number))


def _news(book: Book, data: st.DataObject) -> None:
    for news in _ids(book, "news"):
        for contact in _ids(book, "contact"):
            if data.draw(st.booleans()):
                book.store.database.execute_sql(
                    'INSERT INTO follow_up(uid, contact_id, kind, "on", at, purpose, channel, status, seq, created, '
                    "updated, news_id) VALUES (?, ?, 'news', ?, '', ?, '', 'open', ?, ?, ?, ?)",
                    (_uid(data), contact, data.draw(DAYS), clean_line(data.draw(WORDS)), book.store.next_seq(),
                     book.stamp, book.stamp, news),
                )  # fmt: skip


def _merged(book: Book, data: st.DataObject) -> None:
    """Who was merged into whom before, and what is not the same, some of it deleted since."""
    chance = Random(data.draw(st.integers(0, 2**16)))
    insert = book.store.database.execute_sql

    def uid() -> str:
        return str(UUID(int=chance.getrandbits(128)))

    for number in _ids(book, "contact"):
        for _ in range(chance.randint(0, 2)):
            values = (number, uid(), chance.choice(["", "people.yaml#a1b2", "NO", "- x"]))
            insert("INSERT INTO former_contact(contact_id, uid, source) VALUES (?, ?, ?)", values)
    for number in _ids(book, "employer"):
        for _ in range(chance.randint(0, 1)):
            name = chance.choice(["Kestrel GmbH", "null", "a: b", "山田"]) + f" {number}"
            insert(
                "INSERT INTO former_employer(employer_id, uid, name, name_key) VALUES (?, ?, ?, ?)",
                (number, uid(), name, fold(name)),
            )
    for kind in ("contact", "employer"):
        uids = [*(row[0] for row in book.store.rows(f"SELECT uid FROM {kind} ORDER BY id")), uid()]
        for _ in range(chance.randint(0, 2)):
            pair = sorted({chance.choice(uids), chance.choice(uids)})
            if len(pair) == 2:
                values = (kind, *pair, "2026-05-01T08:15:00Z")
                insert("INSERT OR IGNORE INTO not_same(kind, one, other, created) VALUES (?, ?, ?, ?)", values)


def _uid(data: st.DataObject) -> str:
    """A uid that nothing else in this example has: equal draws are what shrinking likes best."""
    used: set[UUID] = data.__dict__.setdefault("used_uids", set())
    uid = UUID(int=data.draw(st.integers(0, 2**128 - 1)))
    while uid in used:
        uid = UUID(int=(uid.int + 1) % 2**128)
    used.add(uid)
    return str(uid)


def _ids(book: Book, table: str) -> list[int]:
    return [row[0] for row in book.store.rows(f"SELECT id FROM {table} ORDER BY id")]


def _insert(book: Book, data: st.DataObject, thing: Thing, around: dict[str, Any], place: int | None = None) -> None:
    values = dict(around)
    for field in thing.fields:
        values[field.column] = _value(book, data, thing, field, place)
    if None in (values[field.column] for field in thing.fields if field.needed):
        return  # it would refer to what is not there
    if thing.name == "letter" and values["status"] == "sent":
        values["sent_on"] = values["sent_on"] or TODAY
    if place is not None:
        values["place"] = place
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join("?" * len(values))
    book.store.database.execute_sql(
        f"INSERT INTO {thing.stored_in}({columns}) VALUES ({marks})", tuple(values.values())
    )
    number = int(book.store.value("SELECT last_insert_rowid()"))
    for child in thing.children:
        if child.thing.section:
            continue
        at_least = 1 if child.thing.name in {"stage", "version"} else 0
        at_most = 1 if child.thing.name == "rejection" else 3
        if child.thing.name == "rejection" and values["stage"] != "rejected":
            continue
        for position in range(data.draw(st.integers(at_least, at_most))):
            inside: dict[str, Any] = {f"{child.parent}_id": number}
            if child.thing.name == "rejection":
                inside["opportunity_id"] = values["opportunity_id"]
            at = position if child.placed or child.thing.name == "step" else None
            _insert(book, data, child.thing, inside, at)


def _value(book: Book, data: st.DataObject, thing: Thing, field: Field, place: int | None) -> Any:
    draw = data.draw
    match field.kind:
        case "line" if field.name == "uid":
            return _uid(data)
        case "line":
            return clean_line(draw(WORDS)) or ("x" if field.needed else "")
        case "text":
            return clean(draw(TEXTS)) or ("x" if field.needed else "")
        case "lines":
            return "\n".join(dict.fromkeys(filter(None, map(clean_line, draw(st.lists(WORDS, max_size=2))))))
        case "day" if field.needed or (field.name == "on" and thing.name in {"stage", "answer", "concern"}):
            return draw(PAST if thing.name in PASSED else DAYS)
        case "day":
            return draw(st.none() | PAST)
        case "moment":
            needed = field.name in {"created", "updated", "at"}
            return draw(MOMENTS if needed else st.just("") | MOMENTS)
        case "time":
            return draw(st.sampled_from(["", "09:00", "14:30"]))
        case "zone":
            return draw(st.sampled_from(["", "Europe/Berlin", "Asia/Kolkata"]))
        case "number" if field.name == "place":
            return place or 0
        case "number" if field.name == "follows":
            return draw(st.none() | st.integers(0, place - 1)) if place else None
        case "number":
            return draw(st.integers(0, 90))
        case "seq":
            return book.store.next_seq()
        case "yes":
            return int(draw(st.booleans()))
        case "choice":
            choices = list(field.choices) if field.needed or field.default else ["", *field.choices]
            return draw(st.sampled_from(choices))
        case "mapping" if field.name == "prompts":
            return json.dumps(
                {name: clean(draw(TEXTS)) for name in draw(st.sampled_from([(), ("opening", "question")]))}
            )
        case "mapping":
            return json.dumps(draw(st.sampled_from([{}, {"Ref": "A-7"}, {"more": {"a": ["b", "c"]}}])))
        case "employer" | "contact" | "touch" | "rejection" as table:
            return _some(book, data, table, field.needed)
        case _:
            return _some(book, data, field.of.replace(" ", "_"), field.needed)


def _some(book: Book, data: st.DataObject, table: str, needed: bool) -> int | None:
    ids = _ids(book, table)
    if not ids:
        return None
    return data.draw(st.sampled_from(ids if needed else [None, *ids]))
