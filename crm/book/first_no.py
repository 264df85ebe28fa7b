"""A no for an opportunity that is not in the book yet: both are written as one act."""

from __future__ import annotations

from dataclasses import replace

from crm.book.errors import Refused
from crm.book.opportunities import NewOpportunity, insert_opportunity, past_day
from crm.book.rejections import NoPreview, NoRecorded, RecordNo, insert_no, looked_at
from crm.book.session import Book
from crm.domain.text import clean_line

#: Where an opportunity stood that is first heard of by its no: more is not known of it.
STOOD_AT = "applied"


def record_first_no(book: Book, new: NewOpportunity, record: RecordNo) -> NoRecorded:
    """Adds an opportunity and records its no as one act. The id in `record` is passed over.

    The opportunity counts as applied for on the day of the no. Raises Refused for an empty title and as `record_no`.
    """
    new = _cleaned(new)
    with book.act(f"A no: {new.title}" + (f", {new.employer}" if new.employer else "")):
        return _insert(book, new, record)


def preview_first_no(book: Book, new: NewOpportunity, record: RecordNo) -> NoPreview:
    """What `record_first_no` would do, with all dates; nothing is kept. Raises as it does."""
    new = _cleaned(new)
    found: list[NoPreview] = []
    with looked_at(book):
        found.append(_insert(book, new, record).preview)
    return found[0]


def _insert(book: Book, new: NewOpportunity, record: RecordNo) -> NoRecorded:
    on = past_day(book, record.on)
    number = insert_opportunity(book, replace(new, stage=STOOD_AT, on=on), on)
    return insert_no(book, replace(record, opportunity_id=number))


def _cleaned(new: NewOpportunity) -> NewOpportunity:
    new = replace(new, title=clean_line(new.title), employer=clean_line(new.employer))
    if not new.title:
        raise Refused("Which role was it? A title is needed, for instance Senior Analyst.")
    return new
