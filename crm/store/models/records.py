"""What undo never touches: the export ledger, counters, the undo log itself."""

from __future__ import annotations

from peewee import AutoField, BlobField, BooleanField, CharField, IntegerField, TextField

from crm.store.models.base import BookModel


class ExportLedger(BookModel):
    """The version of each event that was last written anywhere. Outside undo: a sequence never goes back.

    `filed` is the sequence that last went out in a file to import, NULL where none did.
    """

    uid = CharField(primary_key=True)
    sequence = IntegerField()
    content_hash = TextField()
    stamp = TextField()
    status = CharField()
    event = TextField()
    filed = IntegerField(null=True)


class Published(BookModel):
    """What a calendar server has of ours, outside undo: where, in which state, and with which content.

    `state` is empty where both agree, else what is to be decided: `deleted` or `conflict`; `theirs` is then JSON of
    what the server has.
    """

    uid = CharField(primary_key=True)
    href = TextField()
    etag = TextField()
    sequence = IntegerField()
    content_hash = TextField()
    event = TextField()
    state = CharField(default="")
    theirs = TextField(default="")


class FeedEntry(BookModel):
    """An event as the feed file holds it, so that only what changed is serialised again. Outside undo."""

    uid = CharField(primary_key=True)
    fingerprint = TextField()
    sort = TextField()
    data = BlobField()


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
