"""News: told to everybody it concerns, in one queue, each with a line of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from crm.book.errors import Declined, Refused
from crm.book.news_lines import Concerned, NewsKind, concerned
from crm.book.opportunity_rows import insert, insert_stage, one_opportunity
from crm.book.plans import end_plans
from crm.book.session import Book
from crm.domain.cadence import Cadence, CadenceError, parse_cadence
from crm.domain.opportunities import Opportunity
from crm.domain.text import clean, clean_line
from crm.domain.words import count
from crm.domain.workdays import ONE_DAY, WorkWeek

__all__ = [
    "Concerned",
    "NewsKind",
    "NewsLine",
    "Told",
    "concerned",
    "insert_landed",
    "preview_news",
    "tell_everybody",
]

#: How many people hear it on one day, so that each gets a line of their own.
A_DAY = 5
#: How often to be in touch with those who helped, once the search has landed.
AFTER_LANDING = Cadence(6, "month")


@dataclass(frozen=True, slots=True)
class NewsLine:
    """When somebody hears the news."""

    on: date
    concerned: Concerned


@dataclass(frozen=True, slots=True)
class Told:
    """News as it is told: to whom, with which line, on which day; `ended` counts the plans that end with it."""

    news_id: int
    text: str
    lines: tuple[NewsLine, ...]
    ended: int = 0


def preview_news(
    book: Book, *, kind: NewsKind = "news", opportunity_id: int | None = None, leave_out: Collection[int] = ()
) -> tuple[NewsLine, ...]:
    """Who would hear it, and when: today or on the next working day the first five, five more on each after it."""
    them = [each for each in concerned(book, opportunity_id, kind) if each.contact_id not in leave_out]
    days = _days(book.settings.week, book.today, len(them))
    return tuple(NewsLine(day, each) for day, each in zip(days, them, strict=True))


def tell_everybody(
    book: Book,
    text: str,
    *,
    kind: NewsKind = "news",
    opportunity_id: int | None = None,
    leave_out: Collection[int] = (),
    reworded: Mapping[int, str] | None = None,
) -> Told:
    """Puts news and, for each whom they concern, a line with a day into the queue.

    `landed` is the end of the search: the opportunity stands at accepted, running plans end, and those who hear it
    are from then on in touch every six months, unless that is less often already. `reworded` are lines in the
    person's own words, by contact.

    Raises Refused for news without words, Declined where there is nobody to tell or landing was told already, NotFound.
    """
    text = clean(text).strip()
    if not text:
        raise Refused("News need words: what happened, in a line?")
    if kind == "landed" and opportunity_id is None:
        raise Refused("Which opportunity did you land? Name it, so that each hears the right line.")
    lines = preview_news(book, kind=kind, opportunity_id=opportunity_id, leave_out=leave_out)
    lines = tuple(_in_own_words(line, (reworded or {}).get(line.concerned.contact_id, "")) for line in lines)
    if not lines:
        raise Declined("There is nobody to tell yet: people with a role or a part in an opportunity would hear it.")
    if kind == "landed" and _is_told(book, opportunity_id):
        raise Declined("Everybody it concerns is in the queue with this news already.")
    with book.act(f"News for {count(len(lines), 'person', 'people')}"):
        if kind == "landed" and opportunity_id is not None:
            old = one_opportunity(book.store, opportunity_id)
            if old.stage != "accepted":
                insert_stage(book.store, opportunity_id, book.today, "accepted")
        return _insert_news(book, text, kind, opportunity_id, lines)


def insert_landed(
    book: Book, landed: Opportunity, leave_out: Collection[int] = (), reworded: Mapping[int, str] | None = None
) -> Told:
    """Writes that an offer was accepted, with a line for everybody it concerns. Inside an act."""
    at = f" at {landed.employer}" if landed.employer else ""
    lines = preview_news(book, kind="landed", opportunity_id=landed.id, leave_out=leave_out)
    lines = tuple(_in_own_words(line, (reworded or {}).get(line.concerned.contact_id, "")) for line in lines)
    return _insert_news(book, f"Landed: {landed.title}{at}", "landed", landed.id, lines)


def _insert_news(book: Book, text: str, kind: NewsKind, opportunity_id: int | None, lines: Sequence[NewsLine]) -> Told:
    store = book.store
    seq = store.next_seq()
    news = insert(
        store,
        "news",
        {
            "uid": str(uuid4()),
            "kind": kind,
            "text": text,
            "on": book.today,
            "opportunity_id": opportunity_id,
            "seq": seq,
            "created": book.stamp,
        },
    )
    store.executemany(
        'INSERT INTO follow_up(uid, contact_id, news_id, kind, "on", at, purpose, channel, status, seq, created, '
        "updated) VALUES (?, ?, ?, 'news', ?, '', ?, ?, 'open', ?, ?, ?)",
        [
            (str(uuid4()), each.contact_id, news, line.on, each.line, each.channel, seq, book.stamp, book.stamp)
            for line in lines
            for each in (line.concerned,)
        ],
    )
    ended = 0
    if kind == "landed":
        ended = _end_all_plans(book)
        _slow_down(book, [line.concerned.contact_id for line in lines])
    return Told(news, text, tuple(lines), ended)


def _in_own_words(line: NewsLine, words: str) -> NewsLine:
    words = clean_line(words)
    return replace(line, concerned=replace(line.concerned, line=words)) if words else line


def _end_all_plans(book: Book) -> int:
    running = "SELECT count(*) FROM plan WHERE status = 'running'"
    before = int(book.store.value(running))
    for (opportunity_id,) in book.store.rows(
        "SELECT DISTINCT opportunity_id FROM plan WHERE status = 'running' AND opportunity_id IS NOT NULL"
    ):
        end_plans(book, opportunity_id)
    book.store.database.execute_sql(
        "UPDATE plan SET status = 'ended', status_on = ? WHERE status = 'running'", (book.today,)
    )
    return before - int(book.store.value(running))


def _slow_down(book: Book, ids: Sequence[int]) -> None:
    slower = []
    for contact, text in book.store.rows(f"SELECT id, cadence FROM contact WHERE id IN ({','.join(map(str, ids))})"):
        try:
            now = parse_cadence(text) if text is not None else book.store.rule.default_cadence
        except CadenceError:
            continue
        if now is not None and now.days < AFTER_LANDING.days:
            slower.append((str(AFTER_LANDING), contact))
    book.store.executemany("UPDATE contact SET cadence = ? WHERE id = ?", slower)


def _is_told(book: Book, opportunity_id: int | None) -> bool:
    return (
        book.store.value(
            "SELECT 1 FROM news n JOIN follow_up f ON f.news_id = n.id JOIN open_item i ON i.follow_up_id = f.id "
            "WHERE n.kind = 'landed' AND n.opportunity_id = ?",
            (opportunity_id,),
        )
        is not None
    )


def _days(week: WorkWeek, today: date, how_many: int) -> list[date]:
    days: list[date] = []
    day = week.roll(today)
    while len(days) < how_many:
        days += [day] * min(A_DAY, how_many - len(days))
        day = week.roll(day + ONE_DAY)
    return days
