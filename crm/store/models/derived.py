"""Rows recomputed from the facts in the transaction that changes them (see `crm.store.derived`)."""

from __future__ import annotations

from peewee import AutoField, BooleanField, CharField, CompositeKey, DateField, IntegerField, TextField

from crm.store.models.base import BookModel


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
    step = IntegerField(null=True)
    asks = CharField(default="")
    decide_from = DateField(null=True)
    held = BooleanField(default=False)


class OpenItem(BookModel):
    """Derived: a follow-up that is open and that no touch has closed, with its shown date."""

    follow_up = IntegerField(primary_key=True, column_name="follow_up_id")
    contact = IntegerField(index=True, column_name="contact_id")
    due = DateField()
    shown = DateField()


class OpenStep(BookModel):
    """Derived: a step of a running plan that is open, with its shown date; `place` counts those of the contact.

    Only the one at place 0 is due; the others are what the plan intends.
    """

    step = IntegerField(primary_key=True, column_name="step_id")
    contact = IntegerField(index=True, column_name="contact_id")
    plan = IntegerField(index=True, column_name="plan_id")
    place = IntegerField()
    due = DateField()
    shown = DateField()
    channel = CharField()


class EmployerOutreach(BookModel):
    """Derived: when a contact, then at an employer, was last written to or called."""

    id = AutoField()
    employer = IntegerField(column_name="employer_id")
    contact = IntegerField(index=True, column_name="contact_id")
    on = DateField()

    class Meta:
        """The newest of somebody else at the employer is one read."""

        indexes = ((("employer", "on"), False),)


class WindowSpan(BookModel):
    """Derived: a time at which a contact's chair is likelier to come free (see `crm.domain.callback_window`)."""

    id = AutoField()
    contact = IntegerField(index=True, column_name="contact_id")
    opportunity = IntegerField(column_name="opportunity_id")
    first = DateField(index=True)
    last = DateField()


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
