"""Looking a book over: what is wrong with it, one sentence each, naming rows by number and never telling a value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING, Any, get_args
from zoneinfo import ZoneInfo

from peewee import BooleanField, DateField, Field, ForeignKeyField, IntegerField

from crm.domain.cadence import parse_cadence
from crm.domain.errors import UnreadableBook
from crm.domain.interviews import ANSWERS, CONCERN_KINDS, STATUSES
from crm.domain.letters import KINDS
from crm.domain.opportunities import ALL_STAGES, HOW, OPPORTUNITY_KINDS, SENT_KINDS, TOLD_BY
from crm.domain.plans import StepStatus
from crm.domain.playbooks import PHASES
from crm.domain.text import fold
from crm.domain.touches import CHANNELS, DIRECTIONS, OUTCOMES, FollowUpKind, FollowUpStatus
from crm.store import derived, migrations
from crm.store.database import BookDatabase, DriverRefused
from crm.store.models import FACTS, BookModel

if TYPE_CHECKING:
    from crm.domain.next_touch import Rule

_Look = Callable[[BookDatabase], Iterator[str]]
_OBJECTS = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"


def problems(database: BookDatabase, rule: Rule) -> list[str]:
    """What is wrong with the book: pages, references, schema, every fact, the counters, undo and derived rows.

    Changes nothing, and looks at one moment of the book. What is too damaged to be read is told, not raised.
    """
    found: dict[str, None] = {}
    try:
        with database.atomic():
            for what, look in _looks(rule):
                try:
                    for sentence in look(database):
                        found[sentence] = None
                except UnreadableBook:
                    found[f"{what}: cannot be looked at, as the file is damaged there"] = None
    except DriverRefused:
        if not found:  # in a damaged file even the end of reading may be refused
            raise
    return list(found)


def _looks(rule: Rule) -> Iterator[tuple[str, _Look]]:
    yield "the file", _pages
    yield "the references", _references
    yield "the schema", _schema
    for model in FACTS:
        yield model._meta.table_name, partial(_facts, model)
    yield "contact points", _point_keys
    yield "employers", _employer_keys
    yield "parts in touches", _parts
    yield "the target list", _ranks
    yield "rejections", _rejections
    yield "plan steps", _steps
    yield "letters", _letters
    yield "news", _news
    yield "the order of entry", _order
    yield "the marks on stale contacts", _stale
    yield "the undo log", _undo
    yield "derived rows", lambda database: derived.differences(database, rule)


def _pages(database: BookDatabase) -> Iterator[str]:
    for (text,) in database.execute_sql("PRAGMA integrity_check(20)"):
        if text != "ok":
            yield f"the file: {text}"


def _references(database: BookDatabase) -> Iterator[str]:
    for table, row, parent, _ in database.execute_sql("PRAGMA foreign_key_check"):
        yield f"{table} {row} refers to a {parent} that is not there"


# The schema, against that of a book made this moment


def _schema(database: BookDatabase) -> Iterator[str]:
    fresh = BookDatabase(":memory:")
    fresh.connect()
    try:
        migrations.create_schema(fresh)
        wanted, found = _objects(fresh), _objects(database)
    finally:
        fresh.close()
    for kind, name in sorted(wanted.keys() | found.keys()):
        if (kind, name) not in found:
            yield f"the {kind} {name} is missing"
        elif (kind, name) not in wanted:
            yield f"the {kind} {name} does not belong into a book"
        elif wanted[kind, name] != found[kind, name]:
            yield f"the {kind} {name} is not as Callback makes it"


def _objects(database: BookDatabase) -> dict[tuple[str, str], Any]:
    """All objects; a table is told by its columns, as a migrated one is written differently."""
    found = {}
    for kind, name, sql in database.execute_sql(_OBJECTS).fetchall():
        columns = 'SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY name'
        found[kind, name] = database.execute_sql(columns, (name,)).fetchall() if kind == "table" else sql
    return found


# Facts, a value at a time


def _facts(model: type[BookModel], database: BookDatabase) -> Iterator[str]:
    table, fields = model._meta.table_name, model._meta.sorted_fields
    names = [field.column_name for field in fields]
    checks = [_check(table, field) for field in fields]
    nullable = [field.null for field in fields]
    who = names.index("contact_id") if "contact_id" in names else None
    columns = ", ".join(f'"{name}"' for name in names)
    for row in database.execute_sql(f"SELECT {columns} FROM {table}"):
        for name, value, may_be_null, (check, what) in zip(names, row, nullable, checks, strict=True):
            if value is None and may_be_null:
                continue
            if not _holds(check, value):
                of = f"{table} {row[0]}" if who is None or row[who] is None else f"contact {row[who]}, {table} {row[0]}"
                yield f"{of}: `{name}` is not {what}"


def _holds(check: Callable[[Any], object], value: Any) -> bool:
    try:
        return bool(check(value) is not False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False


def _check(table: str, field: Field) -> tuple[Callable[[Any], object], str]:
    """What a value of the column must pass, and what it then is."""
    name = field.column_name
    if isinstance(field, DateField):
        return _is_date, "a date"
    if isinstance(field, BooleanField):
        return lambda value: value in {0, 1}, "yes or no"
    if isinstance(field, IntegerField | ForeignKeyField):
        return lambda value: type(value) is int, "a number"
    if table == "contact" and name == "cadence":
        return parse_cadence, "a cadence"
    if name in {"created", "updated"} or (table, name) == ("letter_version", "at"):
        return datetime.fromisoformat, "a moment"
    if name in {"finished_at", "rest_until"}:
        return lambda value: value == "" or datetime.fromisoformat(value), "a moment"
    if name == "zone":
        return lambda value: value == "" or _is_zone(value), "the name of a time zone"
    if name == "prompts":
        return _is_prompts, "a JSON object of texts"
    if name == "extra":
        return lambda value: isinstance(json.loads(value), dict), "a JSON object"
    if name == "at":
        return lambda value: value == "" or time.fromisoformat(value), "a time of day"
    if choices := _CHOICES.get((table, name)):
        return lambda value: value in choices, "one of those that Callback knows"
    return lambda value: isinstance(value, str), "text"


_CHOICES: dict[tuple[str, str], frozenset[str]] = {
    ("touch", "channel"): frozenset(CHANNELS),
    ("touch", "direction"): frozenset(DIRECTIONS),
    ("touch", "outcome"): frozenset(OUTCOMES),
    ("follow_up", "channel"): frozenset({*CHANNELS, ""}),
    ("follow_up", "kind"): frozenset(get_args(FollowUpKind)),
    ("follow_up", "status"): frozenset(get_args(FollowUpStatus)),
    ("opportunity", "kind"): frozenset(OPPORTUNITY_KINDS),
    ("stage_event", "stage"): frozenset(ALL_STAGES),
    ("rejection", "told_by"): frozenset(TOLD_BY),
    ("rejection", "how"): frozenset(HOW),
    ("sent_item", "kind"): frozenset(SENT_KINDS),
    ("plan", "placing"): frozenset({"placed", "plain"}),
    ("plan", "status"): frozenset({"running", "ended"}),
    ("plan_step", "channel"): frozenset({*CHANNELS, ""}),
    ("plan_step", "phase"): frozenset(PHASES),
    ("plan_step", "status"): frozenset(get_args(StepStatus)),
    ("decision", "kind"): frozenset({"resume", "continue", "follow", "rest", "end"}),
    ("interview", "status"): frozenset(STATUSES),
    ("concern", "kind"): frozenset(CONCERN_KINDS),
    ("answer", "how"): frozenset(ANSWERS),
    ("letter", "kind"): frozenset(KINDS),
    ("letter", "channel"): frozenset(CHANNELS),
    ("letter", "status"): frozenset({"draft", "finished", "sent"}),
    ("news", "kind"): frozenset({"news", "landed"}),
    ("not_same", "kind"): frozenset({"contact", "employer"}),
}


def _is_date(value: Any) -> bool:
    return bool(date.fromisoformat(value).isoformat() == value)


def _is_zone(value: Any) -> bool:
    try:
        return bool(ZoneInfo(value).key)
    except (OSError, KeyError):  # a folder of zones, or a name nobody knows
        return False


def _is_prompts(value: Any) -> bool:
    found = json.loads(value)
    return isinstance(found, dict) and all(isinstance(text, str) for text in found.values())


# What must fit together


def _ranks(database: BookDatabase) -> Iterator[str]:
    taken: dict[Any, int] = {}
    for row, rank in database.execute_sql("SELECT id, rank FROM employer WHERE rank IS NOT NULL ORDER BY id"):
        if type(rank) is int and rank < 1:
            yield f"employer {row}: the target list begins with place 1"
        elif rank in taken:
            yield f"employer {row}: has the same place on the target list as employer {taken[rank]}"
        taken.setdefault(rank, row)


def _rejections(database: BookDatabase) -> Iterator[str]:
    seen: set[int] = set()
    for row, event, mine, theirs, stage in database.execute_sql(
        "SELECT r.id, r.event_id, r.opportunity_id, v.opportunity_id, v.stage FROM rejection r "
        "JOIN stage_event v ON v.id = r.event_id ORDER BY r.id"
    ):
        if mine != theirs:
            yield f"rejection {row}: belongs to another opportunity than its stage"
        if stage != "rejected":
            yield f"rejection {row}: its stage is another than rejected"
        if event in seen:
            yield f"rejection {row}: its stage has a rejection already"
        seen.add(event)


def _steps(database: BookDatabase) -> Iterator[str]:
    # The step that one follows may be gone with its contact; itself or one that never was it cannot be.
    for contact, row in database.execute_sql(
        "SELECT contact_id, id FROM plan_step WHERE follows < 0 OR follows = place ORDER BY id"
    ):
        yield f"contact {contact}, plan_step {row}: follows a step that cannot be in its plan"


def _letters(database: BookDatabase) -> Iterator[str]:
    for (row,) in database.execute_sql("SELECT id FROM letter WHERE status = 'sent' AND sent_on IS NULL ORDER BY id"):
        yield f"letter {row}: is sent, but not on any day"


def _news(database: BookDatabase) -> Iterator[str]:
    for contact, row in database.execute_sql(
        "SELECT contact_id, id FROM follow_up WHERE (kind = 'news') != (news_id IS NOT NULL) ORDER BY id"
    ):
        yield f"contact {contact}, follow_up {row}: is news without a text, or a text without being news"


# What is stored twice


def _point_keys(database: BookDatabase) -> Iterator[str]:
    for contact, row, value, key in database.execute_sql("SELECT contact_id, id, value, value_key FROM contact_point"):
        if isinstance(value, str) and derived.key_of(value) != key:
            yield f"contact {contact}, contact_point {row}: would not be found by its value"


def _employer_keys(database: BookDatabase) -> Iterator[str]:
    for table in ("employer", "former_employer"):
        for row, name, key in database.execute_sql(f"SELECT id, name, name_key FROM {table}"):
            if isinstance(name, str) and fold(name) != key:
                yield f"{table} {row}: would not be found by its name"


def _parts(database: BookDatabase) -> Iterator[str]:
    for column, what in (("on", "another day"), ("seq", "another place in the order of entry")):
        for contact, touch in database.execute_sql(
            "SELECT p.contact_id, t.id FROM touch_contact p JOIN touch t ON t.id = p.touch_id "
            f'WHERE p."{column}" IS NOT t."{column}" ORDER BY p.contact_id, t.id'
        ):
            yield f"contact {contact}: touch {touch} has {what} in their timeline than in itself"


# Bookkeeping


def _order(database: BookDatabase) -> Iterator[str]:
    row = database.execute_sql("SELECT value FROM meta WHERE \"key\" = 'seq'").fetchone()
    try:
        reached = None if row is None else int(row[0])
    except (ValueError, TypeError):
        reached = None
    if reached is None:
        yield "the order of entry: the counter is missing or is not a number"
        return
    for model in FACTS:
        table = model._meta.table_name
        if "seq" not in model._meta.columns:
            continue
        query = f"SELECT max(seq) FROM {table} WHERE typeof(seq) = 'integer'"
        (newest,) = database.execute_sql(query).fetchone()
        if newest is not None and newest > reached:
            yield f"the order of entry: the counter is behind the newest {table}"


def _stale(database: BookDatabase) -> Iterator[str]:
    for (contact,) in database.execute_sql("SELECT contact_id FROM dirty ORDER BY contact_id"):
        yield f"contact {contact}: is marked as changed, but what is derived from it was not computed anew"


def _undo(database: BookDatabase) -> Iterator[str]:
    if database.execute_sql("SELECT act FROM undo_state").fetchall() != [(None,)]:
        yield "the undo log: it does not say that no act is being recorded"
    columns = {model._meta.table_name: {field.column_name for field in model._meta.sorted_fields} for model in FACTS}
    acts = set()
    for act, at, what, undone in database.execute_sql("SELECT id, at, what, undone FROM undo_act"):
        acts.add(act)
        if not _holds(datetime.fromisoformat, at) or not isinstance(what, str) or undone not in {0, 1}:
            yield f"the undo log: act {act} cannot be read"
    for row, act, table, number, op, image in database.execute_sql(
        'SELECT id, act, tbl, "row", op, image FROM undo_row'
    ):
        if act not in acts:
            yield f"the undo log: row {row} belongs to no act"
        known = columns.get(table)
        whole = op == "I" or (op in {"U", "D"} and known is not None and _holds(partial(_is_image, known), image))
        if known is None or type(number) is not int or not whole:
            yield f"the undo log: row {row} cannot be read"


def _is_image(columns: set[str], text: Any) -> bool:
    return bool(json.loads(text).keys() == columns)
