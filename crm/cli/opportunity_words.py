"""Opportunities on the command line: how one is named, and how it is turned into words and into JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from crm.cli.parameters import NAME
from crm.domain.callback_window import Span, WindowState, window_words
from crm.domain.text import clean_line, fold
from crm.domain.words import say_day

if TYPE_CHECKING:
    from crm.book.news import NewsLine
    from crm.book.pipeline import OpportunityRow
    from crm.book.session import Book
    from crm.domain.opportunities import Opportunity


class Word(click.ParamType):  # type: ignore[type-arg]
    """One of a few words, whatever its case, accents and dashes: `resume` is `résumé`, `no-answer` is `no answer`."""

    name = "word"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(word for word in words if word)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word as the book knows it."""
        said = fold(clean_line(str(value))).replace("-", " ").replace("_", " ")
        found = next((word for word in self.words if fold(word).replace("-", " ") == said), None)
        if found is None:
            self.fail(f"“{clean_line(str(value))[:40]}” is not one of {', '.join(self.words)}", param, ctx)
        return found

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """The words in brackets."""
        return f"[{'|'.join(self.words)}]"


def opportunity_argument() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The argument OPPORTUNITY: an id, or words of its title and employer."""
    return click.argument("opportunity", type=NAME, metavar="OPPORTUNITY")


def part_words(part: str) -> str:
    """A part as people write it."""
    return {"hr": "HR"}.get(part, part)


def named(opportunity: Opportunity | OpportunityRow) -> str:
    """`Data Analyst, Northwind Robotics`."""
    return ", ".join(part for part in (opportunity.title, opportunity.employer) if part)


def row_json(row: OpportunityRow, today: date) -> dict[str, Any]:
    """A line of the pipeline for scripts."""
    return {
        "id": row.id,
        "uid": row.uid,
        "title": row.title,
        "employer": row.employer,
        "kind": row.kind,
        "stage": row.stage,
        "since": row.since,
        "people": row.people,
        "next_due": row.next_due,
        "decision_on": row.decision_on,
        "waiting": row.waiting,
        "second_chance": row.second_chance,
        "window": window_json(row.window, today),
    }


def window_json(state: WindowState | None, today: date) -> dict[str, Any] | None:
    """Where a day stands in a callback window, for scripts; null where there is none."""
    if state is None:
        return None
    return {
        "day": state.day,
        "assumed": state.assumed,
        "open": span_json(state.open),
        "next": span_json(state.next),
        "words": window_words(state, today),
    }


def span_json(span: Span | None) -> dict[str, Any] | None:
    """A time in which a window is open, for scripts."""
    return {"around_day": span.centre, "first": span.first, "last": span.last} if span else None


def opportunity_json(book: Book, opportunity: Opportunity) -> dict[str, Any]:
    """All of one opportunity for scripts. Text not known is empty, a date not known null."""
    from crm.book.people import get_contact
    from crm.book.rejections import ring_card

    names = {person.contact_id: person.name for person in opportunity.people}
    return {
        "id": opportunity.id,
        "uid": opportunity.uid,
        "title": opportunity.title,
        "employer": opportunity.employer,
        "kind": opportunity.kind,
        "stage": opportunity.stage,
        "since": opportunity.since,
        "decision_on": opportunity.decision_on,
        "link": opportunity.link,
        "posting": opportunity.posting,
        "salary": opportunity.salary,
        "source": opportunity.source,
        "notes": opportunity.notes,
        "second_of": opportunity.second_of,
        "second_chance": opportunity.is_second_chance,
        "people": [
            {
                "contact": person.name,
                "contact_uid": get_contact(book, person.contact_id).uid,
                "part": person.part,
            }
            for person in opportunity.people
        ],
        "history": [
            {"on": event.on, "stage": event.stage, "note": event.note, "entry": event.seq}
            for event in opportunity.history
        ],
        "rejections": [
            {
                "on": each.on,
                "told_by": each.told_by,
                "teller": names.get(each.teller or 0, ""),
                "how": each.how,
                "reason": each.reason,
                "rank": each.rank,
                "chosen": each.chosen,
                "starts_on": each.starts_on,
            }
            for each in opportunity.rejections
        ],
        "sent": [{"kind": item.kind, "name": item.name, "on": item.on} for item in opportunity.sent],
        "card": ring_card(opportunity),
    }


def news_json(lines: Sequence[NewsLine]) -> list[dict[str, Any]]:
    """Who hears news, for scripts."""
    return [
        {
            "contact": line.concerned.name,
            "on": line.on,
            "channel": line.concerned.channel,
            "line": line.concerned.line,
            "why": line.concerned.why,
        }
        for line in lines
    ]


def news_rows(lines: Sequence[NewsLine], today: date) -> list[tuple[str, str, str, str]]:
    """Who hears news, as columns: day, name, channel, line."""
    return [
        (say_day(line.on, today), line.concerned.name, line.concerned.channel, line.concerned.line) for line in lines
    ]
