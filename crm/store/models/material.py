"""Facts to write and speak from: interviews, concerns, proof points, letters."""

from __future__ import annotations

from peewee import AutoField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from crm.store.models.base import BookModel
from crm.store.models.people import Contact
from crm.store.models.search import Opportunity
from crm.store.models.touches import Touch


class Interview(BookModel):
    """An interview, planned or held. `at` is the local wall time (`14:30` or empty) in `zone` (a zone name)."""

    id = AutoField()
    uid = CharField(unique=True)
    opportunity = ForeignKeyField(Opportunity, on_delete="CASCADE")
    on = DateField()
    at = TextField(default="")
    zone = TextField(default="")
    minutes = IntegerField(default=60)
    kind = TextField(default="")
    location = TextField(default="")
    status = CharField(default="planned")
    notes = TextField(default="")
    responsibilities = TextField(default="")
    first_tasks = TextField(default="")
    competition = TextField(default="")
    advantage = TextField(default="")
    questions = TextField(default="")
    chemistry = TextField(default="")
    went_well = TextField(default="")
    put_off = TextField(default="")
    next_time = TextField(default="")
    seq = IntegerField()
    created = TextField()
    updated = TextField()


class InterviewContact(BookModel):
    """Somebody who took part in an interview."""

    id = AutoField()
    interview = ForeignKeyField(Interview, on_delete="CASCADE")
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    place = IntegerField()


class Concern(BookModel):
    """A `challenge` the employer named, or a `concern` about the candidacy, in their words.

    `closed_on`: the person says that it no longer matters. Whether it is answered is told by its answers.
    """

    id = AutoField()
    uid = CharField(unique=True)
    kind = CharField()
    text = TextField()
    opportunity = ForeignKeyField(Opportunity, null=True, on_delete="CASCADE")
    interview = ForeignKeyField(Interview, null=True, on_delete="SET NULL")
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL")
    on = DateField()
    closed_on = DateField(null=True)
    seq = IntegerField()
    created = TextField()


class ProofPoint(BookModel):
    """A story of the person's own: the situation, what they did, the result with a figure; `tags` one a line."""

    id = AutoField()
    uid = CharField(unique=True)
    title = TextField()
    situation = TextField(default="")
    action = TextField(default="")
    result = TextField(default="")
    tags = TextField(default="")
    seq = IntegerField()
    created = TextField()
    updated = TextField()


class ConcernProof(BookModel):
    """A proof point that can answer a challenge or concern."""

    id = AutoField()
    concern = ForeignKeyField(Concern, on_delete="CASCADE")
    proof = ForeignKeyField(ProofPoint, on_delete="CASCADE")
    place = IntegerField()


class Letter(BookModel):
    """A letter: `draft`, `finished` (rests until `rest_until`), or `sent` (frozen; `touch` is its place in time).

    `finished_at` and `rest_until` are moments in UTC; `early_on`: sent or reread sooner on purpose. `reader` is who
    reads it first.
    """

    id = AutoField()
    uid = CharField(unique=True)
    kind = CharField()
    subject = TextField(default="")
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL")
    opportunity = ForeignKeyField(Opportunity, null=True, on_delete="SET NULL")
    interview = ForeignKeyField(Interview, null=True, on_delete="SET NULL")
    reader = TextField(default="")
    channel = CharField(default="email")
    status = CharField(default="draft")
    finished_at = TextField(default="")
    rest_until = TextField(default="")
    ready_on = DateField(null=True)
    early_on = DateField(null=True)
    sent_on = DateField(null=True)
    touch = ForeignKeyField(Touch, null=True, on_delete="SET NULL")
    seq = IntegerField()
    created = TextField()
    updated = TextField()


class LetterVersion(BookModel):
    """The text of a letter as it was saved at a moment; the newest is the letter."""

    id = AutoField()
    letter = ForeignKeyField(Letter, on_delete="CASCADE")
    text = TextField()
    at = TextField()
    seq = IntegerField()


class Answer(BookModel):
    """Where a challenge or concern was answered: in a `letter`, a `talk`, or by `work` done for them."""

    id = AutoField()
    concern = ForeignKeyField(Concern, on_delete="CASCADE")
    how = CharField()
    letter = ForeignKeyField(Letter, null=True, on_delete="CASCADE")
    touch = ForeignKeyField(Touch, null=True, on_delete="CASCADE")
    on = DateField()
    note = TextField(default="")
    seq = IntegerField()
