"""Facts about what is due because the person typed, promised or announced it."""

from __future__ import annotations

from peewee import AutoField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from crm.store.models.base import BookModel
from crm.store.models.people import Contact
from crm.store.models.search import Opportunity
from crm.store.models.touches import Touch


class News(BookModel):
    """Something to tell everybody it concerns: `landed` or `news`. Whom, and with which line, are follow-ups."""

    id = AutoField()
    uid = CharField(unique=True)
    kind = CharField(default="news")
    text = TextField()
    on = DateField()
    opportunity = ForeignKeyField(Opportunity, null=True, on_delete="SET NULL")
    seq = IntegerField()
    created = TextField()


class FollowUp(BookModel):
    """A date typed for a contact, a promise made in a touch, or news to tell them. Its UUID is for life."""

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
    news = ForeignKeyField(News, null=True, on_delete="CASCADE")
