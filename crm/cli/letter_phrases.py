"""The argument LETTER, and letters turned into words and into JSON, the same way by every verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from crm.cli.parameters import NAME
from crm.domain.words import say_day

if TYPE_CHECKING:
    from crm.book.letter_reading import LetterDetail, LetterRow, Version


def letter_argument() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The argument LETTER: an id, or part of the subject, the recipient's name or the kind."""
    return click.argument("letter", type=NAME, metavar="LETTER")


def named(row: LetterRow) -> str:
    """`the influence letter to Dana Whitfield`."""
    return f"the {row.kind_words}" + (f" to {row.contact}" if row.contact else "")


def say_moment(moment: datetime, today: date) -> str:
    """`Sun 22 Nov 17:00`."""
    return f"{say_day(moment.date(), today)} {moment:%H:%M}"


def row_json(row: LetterRow) -> dict[str, Any]:
    """A letter of the list for scripts. Times are local with their offset; what is not there is null."""
    return {
        "id": row.id,
        "uid": row.uid,
        "kind": row.kind,
        "subject": row.subject,
        "contact": row.contact or None,
        "opportunity": row.opportunity or None,
        "employer": row.employer or None,
        "channel": row.channel,
        "status": row.status,
        "ready": row.ready,
        "state": row.state,
        "reader": row.reader or None,
        "finished_at": row.finished_at,
        "rest_until": row.rest_until,
        "ready_on": row.ready_on,
        "early_on": row.early_on,
        "sent_on": row.sent_on,
        "touch_id": row.touch_id,
        "updated": row.updated,
    }


def version_json(version: Version) -> dict[str, Any]:
    """A version without its text."""
    return {"version": version.number, "at": version.at, "words": version.words}


def detail_json(detail: LetterDetail, version: Version | None = None) -> dict[str, Any]:
    """All of a letter for scripts, with the text of `version`, else of the newest."""
    return {
        **row_json(detail.row),
        "text": version.text if version else detail.text,
        "answers": list(detail.answers),
        "versions": [version_json(one) for one in detail.versions],
    }
