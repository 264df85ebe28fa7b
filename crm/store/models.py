"""The tables of a book, as Peewee models.

Three sorts: facts (logged for undo by triggers, see `undo`), records outside undo (the export ledger), and derived
rows, which are recomputed from the facts in the transaction that changes them (see `derived`).
"""

from __future__ import annotations

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class BookModel(Model):
    """Base of all tables: explicit names, bound to a database when a book is opened."""

    class Meta:
        """Table names are those of the classes in snake case."""

        legacy_table_names = False


class Employer(BookModel):
    """A company or organisation. `name_key` is its folded name, by which it is found again."""

    id = AutoField()
    uid = CharField(unique=True)
    name = TextField()
    name_key = TextField(index=True)
    website = TextField(default="")
    notes = TextField(default="")
    extra = TextField(default="{}")
    created = TextField()


class Contact(BookModel):
    """A person. Lists of values are in their own tables; `extra` is JSON of imported fields without a place."""

    id = AutoField()
    uid = CharField(unique=True)
    name = TextField()
    given = TextField(default="")
    family = TextField(default="")
    middle = TextField(default="")
    prefix = TextField(default="")
    suffix = TextField(default="")
    nickname = TextField(default="")
    role = TextField(default="")
    birthday = TextField(default="")
    anniversary = TextField(default="")
    met_on = DateField(null=True)
    met_how = TextField(default="")
    met_through = TextField(default="")
    cadence = TextField(null=True)
    do_not_contact = BooleanField(default=False)
    notes = TextField(default="")
    added = DateField()
    source = TextField(default="")
    extra = TextField(default="{}")
    created = TextField()


class ContactPoint(BookModel):
    """An e-mail address, phone number or link. `place` keeps the order in which they were given."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE", backref="points")
    kind = CharField()
    label = TextField(default="")
    value = TextField()
    value_key = TextField()
    place = IntegerField()

    class Meta:
        """Found by value at import and by WHO."""

        indexes = ((("kind", "value_key"), False),)


class Address(BookModel):
    """A postal address by vCard's parts."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    label = TextField(default="")
    value = TextField(default="")
    street = TextField(default="")
    code = TextField(default="")
    city = TextField(default="")
    region = TextField(default="")
    country = TextField(default="")
    box = TextField(default="")
    extended = TextField(default="")
    place = IntegerField()


class Tag(BookModel):
    """A tag on a contact."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    name = TextField()
    place = IntegerField()


class Position(BookModel):
    """Where a contact works or worked; the lowest `place` is the current one."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    employer = ForeignKeyField(Employer, null=True, on_delete="SET NULL")
    title = TextField(default="")
    department = TextField(default="")
    since = DateField(null=True)
    until = DateField(null=True)
    place = IntegerField()


class Touch(BookModel):
    """What passed between the person and one or several contacts on a day. `seq` is the order of entry."""

    id = AutoField()
    uid = CharField(unique=True)
    on = DateField()
    seq = IntegerField()
    channel = CharField()
    direction = CharField()
    outcome = CharField()
    note = TextField(default="")
    gave = TextField(default="")
    asked = TextField(default="")
    answer_needed = BooleanField(default=True)
    created = TextField()


class TouchContact(BookModel):
    """A contact's part in a touch; date and order stand here too, so that a timeline is one indexed read."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    touch = ForeignKeyField(Touch, on_delete="CASCADE")
    on = DateField()
    seq = IntegerField()

    class Meta:
        """Newest first for one contact is one range of this index."""

        indexes = ((("contact", "on", "seq", "touch"), True),)


class FollowUp(BookModel):
    """A date typed for a contact, or a promise made in a touch. Its UUID is for life."""

    id = AutoField()
    uid = CharField(unique=True)
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    touch = ForeignKeyField(Touch, null=True, on_delete="CASCADE")
    kind = CharField(default="typed")
    on = DateField()
    at = TextField(default="")
    purpose = TextField(default="")
    channel = CharField(default="")
    status = CharField(default="open")
    status_on = DateField(null=True)
    seq = IntegerField()
    created = TextField()
    updated = TextField()


class Snooze(BookModel):
    """Somebody is left alone until a day, as asked on another."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    until = DateField()
    set_on = DateField()
    seq = IntegerField()


class Pass(BookModel):
    """A cadence touch skipped on purpose: the cadence runs from `on`."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    on = DateField()
    seq = IntegerField()


class ExportLedger(BookModel):
    """What went to a calendar last, for each UID. Outside undo: a sequence never goes back."""

    uid = CharField(primary_key=True)
    sequence = IntegerField()
    content_hash = TextField()
    stamp = TextField()
    status = CharField()
    event = TextField()


class CadenceEvent(BookModel):
    """The UID of the next cadence touch of a contact, for as long as it is the same touch. Outside undo."""

    key = CharField(primary_key=True)
    uid = CharField(unique=True)
    created = TextField()


class Meta(BookModel):
    """Small facts about the book itself: counters, what the derived rows were computed with."""

    key = CharField(primary_key=True)
    value = TextField()


class UndoAct(BookModel):
    """One act of the person: one undo step."""

    id = AutoField()
    at = TextField()
    what = TextField()
    undone = BooleanField(default=False)


class UndoRow(BookModel):
    """The inverse of one change to one row: `I` takes back an insert, `U` an update, `D` a delete."""

    id = AutoField()
    act = IntegerField(index=True)
    table = CharField(column_name="tbl")
    row = IntegerField()
    op = CharField()
    image = TextField(null=True)


class UndoState(BookModel):
    """One row: the act that is being recorded, or nothing."""

    id = AutoField()
    act = IntegerField(null=True)


class Dirty(BookModel):
    """Contacts whose derived rows are stale; empty after every transaction."""

    contact = IntegerField(primary_key=True, column_name="contact_id")


class Listing(BookModel):
    """Derived: one row a contact with all that lists and the queue order by and show."""

    contact = IntegerField(primary_key=True, column_name="contact_id")
    sort_key = TextField()
    search_text = TextField()
    name = TextField()
    employer = TextField()
    title = TextField()
    tags = TextField()
    last_touch = DateField(null=True)
    rank = IntegerField(null=True)
    kind = CharField(null=True)
    due = DateField(null=True)
    not_before = DateField(null=True)
    shown = DateField(null=True)
    reason_on = DateField(null=True)
    follow_up = IntegerField(null=True)
    channel = CharField(default="")
    purpose = TextField(default="")
    more = IntegerField(default=0)
    snoozed_until = DateField(null=True)
    cadence_days = IntegerField()
    anchor_on = DateField()
    anchor_kind = CharField()
    anchor_uid = CharField()
    do_not_contact = BooleanField()


class OpenItem(BookModel):
    """Derived: a follow-up that is open and that no touch has closed, with its shown date."""

    follow_up = IntegerField(primary_key=True, column_name="follow_up_id")
    contact = IntegerField(index=True, column_name="contact_id")
    due = DateField()
    shown = DateField()


class SearchWord(BookModel):
    """Derived: each word of a contact under its first three letters, in the order of the contacts list."""

    head = CharField()
    sort_key = TextField()
    contact = IntegerField(column_name="contact_id")
    word = TextField()

    class Meta:
        """The key is the order in which a filter is answered."""

        primary_key = CompositeKey("head", "sort_key", "contact", "word")
        without_rowid = True


#: Facts: every change to them is logged and can be undone.
FACTS: tuple[type[BookModel], ...] = (
    Employer,
    Contact,
    ContactPoint,
    Address,
    Tag,
    Position,
    Touch,
    TouchContact,
    FollowUp,
    Snooze,
    Pass,
)
#: Records that undo never touches.
RECORDS: tuple[type[BookModel], ...] = (ExportLedger, CadenceEvent, Meta, UndoAct, UndoRow, UndoState)
#: Recomputed from the facts.
DERIVED: tuple[type[BookModel], ...] = (Dirty, Listing, OpenItem, SearchWord)
MODELS = FACTS + RECORDS + DERIVED
