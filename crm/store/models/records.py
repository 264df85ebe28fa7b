"""What undo never touches: the export ledger, counters, the undo log itself."""

from __future__ import annotations

from peewee import AutoField, BooleanField, CharField, IntegerField, TextField

from crm.store.models.base import BookModel


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
