"""Facts about people and employers."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, CharField, DateField, ForeignKeyField, IntegerField, TextField

from crm.store.models.base import BookModel


class Employer(BookModel):
    """A company or organisation. `name_key` is its folded name, by which it is found again.

    `rank` is its place on the target list, from 1; `working_on` what they are working on, in the person's words.
    """

    id = AutoField()
    uid = CharField(unique=True)
    name = TextField()
    name_key = TextField(index=True)
    website = TextField(default="")
    notes = TextField(default="")
    extra = TextField(default="{}")
    created = TextField()
    rank = IntegerField(null=True)
    working_on = TextField(default="", constraints=[SQL("DEFAULT ''")])


class Contact(BookModel):
    """A person. Lists of values are in their own tables; `extra` is JSON of imported fields without a place.

    `spread_on` is the day from which the first touch of somebody who came in a bulk import is counted; `zone` the
    name of their time zone, where known.
    """

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
    spread_on = DateField(null=True)
    zone = TextField(default="", constraints=[SQL("DEFAULT ''")])


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


class FormerContact(BookModel):
    """Who was merged into a contact: the uid and source by which a file may still call them."""

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE")
    uid = CharField(index=True)
    source = TextField(default="")


class FormerEmployer(BookModel):
    """An employer that was merged into another: its uid, and the name by which a file may still call it."""

    id = AutoField()
    employer = ForeignKeyField(Employer, on_delete="CASCADE")
    uid = CharField(index=True)
    name = TextField()
    name_key = TextField(index=True)


class NotSame(BookModel):
    """Two contacts or employers (`kind`) that look alike and are not the same, by uid; `one` is the lesser."""

    id = AutoField()
    kind = CharField()
    one = CharField()
    other = CharField()
    created = TextField()

    class Meta:
        """A pair is said once."""

        indexes = ((("kind", "one", "other"), True),)
