"""Facts about the search: opportunities, their stages, the no, plans."""

from __future__ import annotations

from peewee import AutoField, BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from crm.store.models.base import BookModel
from crm.store.models.people import Contact, Employer
from crm.store.models.touches import Touch


class Opportunity(BookModel):
    """A role, a trial or an introduction at an employer. Its stage is that of its newest stage event.

    `second_of` is the opportunity whose second chance this one is, as a different role.
    """

    id = AutoField()
    uid = CharField(unique=True)
    employer = ForeignKeyField(Employer, null=True, on_delete="SET NULL")
    title = TextField()
    kind = CharField(default="role")
    link = TextField(default="")
    posting = TextField(default="")
    salary = TextField(default="")
    source = TextField(default="")
    decision_on = DateField(null=True)
    notes = TextField(default="")
    second_of = ForeignKeyField("self", null=True, on_delete="SET NULL")
    extra = TextField(default="{}")
    created = TextField()


class StageEvent(BookModel):
    """An opportunity came to a stage on a day; never overwritten. `note` says how."""

    id = AutoField()
    opportunity = ForeignKeyField(Opportunity, on_delete="CASCADE")
    on = DateField()
    seq = IntegerField()
    stage = CharField()
    note = TextField(default="")


class Rejection(BookModel):
    """What is known of a no: who told it, how, why. One for each stage event `rejected`.

    `touch` is the message or call that brought it, where one was logged.
    """

    id = AutoField()
    opportunity = ForeignKeyField(Opportunity, on_delete="CASCADE")
    event = ForeignKeyField(StageEvent, on_delete="CASCADE")
    told_by = CharField(default="")
    teller = ForeignKeyField(Contact, null=True, on_delete="SET NULL")
    how = CharField(default="")
    reason = TextField(default="")
    rank = TextField(default="")
    chosen = TextField(default="")
    starts_on = DateField(null=True)
    touch = ForeignKeyField(Touch, null=True, on_delete="SET NULL")


class OpportunityContact(BookModel):
    """A contact's part in an opportunity (`hiring manager`, `hr` …)."""

    id = AutoField()
    opportunity = ForeignKeyField(Opportunity, on_delete="CASCADE")
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    part = TextField(default="")
    place = IntegerField()


class SentItem(BookModel):
    """What was sent for an opportunity: a résumé, cover letter or portfolio, as file or version name."""

    id = AutoField()
    opportunity = ForeignKeyField(Opportunity, on_delete="CASCADE")
    kind = CharField()
    name = TextField()
    on = DateField(null=True)
    place = IntegerField()


class Plan(BookModel):
    """A playbook applied: its steps are dated from `start_on`. `employer` is where its people worked then.

    `placing` is `placed` or `plain`; `least` and `most` are the days between placed touches. `status` is `running`
    or `ended` (on `status_on`).
    """

    id = AutoField()
    uid = CharField(unique=True)
    opportunity = ForeignKeyField(Opportunity, null=True, on_delete="SET NULL")
    employer = ForeignKeyField(Employer, null=True, on_delete="SET NULL")
    rejection = ForeignKeyField(Rejection, null=True, on_delete="SET NULL")
    playbook = TextField()
    start_on = DateField()
    placing = CharField(default="placed")
    least = IntegerField(default=42)
    most = IntegerField(default=65)
    status = CharField(default="running")
    status_on = DateField(null=True)
    seq = IntegerField()
    created = TextField()


class PlanStep(BookModel):
    """A step of a plan for one contact. Its UUID is for life, as it can be in a calendar.

    `on` is the date it was given when it was planned; what it is due is derived (see `crm.domain.plans`). `pinned`:
    the person typed the date. `follows` is the `place` of the step it comes `follows_days` after.
    `status` is what the person marked or the plan began with: `open`, `done`, `skipped`, `let-go`, `joined`.
    """

    id = AutoField()
    uid = CharField(unique=True)
    plan = ForeignKeyField(Plan, on_delete="CASCADE")
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    place = IntegerField()
    name = TextField()
    on = DateField()
    channel = CharField(default="")
    purpose = TextField(default="")
    why = TextField(default="")
    prompts = TextField(default="{}")
    phase = CharField(default="early")
    coffee = BooleanField(default=False)
    unless_feedback = BooleanField(default=False)
    follows = IntegerField(null=True)
    follows_days = IntegerField(default=0)
    pinned = BooleanField(default=False)
    status = CharField(default="open")
    status_on = DateField(null=True)
    seq = IntegerField()
    created = TextField()
    updated = TextField()


class Decision(BookModel):
    """What the person decided when a row asked: `resume`, `continue`, `rest` or `end`, of a plan or (null) of all."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    plan = ForeignKeyField(Plan, null=True, on_delete="CASCADE")
    kind = CharField()
    on = DateField()
    seq = IntegerField()
