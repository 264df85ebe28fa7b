"""Facts about what passed, and about being left alone."""

from __future__ import annotations

from peewee import (
    SQL,
    AutoField,
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from crm.store.models.base import BookModel
from crm.store.models.people import Contact


class Touch(BookModel):
    """What passed between the person and one or several contacts on a day. `seq` is the order of entry.

    `gave` and `asked` are what the person gave and asked for, `got` what they were given (feedback, advice …).
    """

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
    got = TextField(default="", constraints=[SQL("DEFAULT ''")])


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
