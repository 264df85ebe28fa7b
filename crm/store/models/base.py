"""The base of all tables."""

from __future__ import annotations

from peewee import Model


class BookModel(Model):
    """Base of all tables: explicit names, bound to a database when a book is opened."""

    class Meta:
        """Table names are those of the classes in snake case."""

        legacy_table_names = False
