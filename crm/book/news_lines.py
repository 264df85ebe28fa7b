"""Whom news concern, and the line for each: made of their part in the search and of what passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from crm.book.opportunity_rows import load_opportunities, one_opportunity
from crm.book.session import Book
from crm.domain.opportunities import Opportunity, part_of, told_by_of
from crm.domain.text import fold
from crm.domain.words import LONG_MONTHS, say_day

NewsKind = Literal["news", "landed"]

#: Who hears it first: the closest to the search, then those who walked along, then those who ran the process.
_ORDER = (
    "hiring manager",
    "executive",
    "referrer",
    "coach",
    "friend",
    "alum",
    "interviewer",
    "peer",
    "recruiter",
    "hr",
    "assistant",
)
_BY_PHONE = frozenset(_ORDER[:5])
_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom news concern: the line to say to them, by which channel, and why they are on the list."""

    contact_id: int
    name: str
    part: str
    line: str
    channel: str
    why: str


@dataclass(slots=True)
class _Known:
    """What passed with one contact, as the lines need it."""

    name: str
    role: str
    parts: list[tuple[Opportunity, str]] = field(default_factory=list)
    told_no: list[Opportunity] = field(default_factory=list)
    brought: list[str] = field(default_factory=list)
    gave: tuple[date, str] | None = None
    advised: tuple[date, str] | None = None
    phone: bool = False
    email: bool = False
    last: date | None = None

    @property
    def part(self) -> str:
        """What they are to the search: the closest of their parts, else their role."""
        mine = [part for _, part in self.parts if part] + ([part_of(self.role)] if self.role else [])
        return min(mine, key=_closeness, default="")


def concerned(book: Book, opportunity_id: int | None = None, kind: NewsKind = "news") -> list[Concerned]:
    """Everybody whom news concern, the closest first, each with a line made of their part and of what passed.

    Those are all with a part in any opportunity or a role in the search, those who told a no and those who brought
    people together; never somebody marked do-not-contact. `opportunity_id` is the one that the news are about.
    Raises NotFound.
    """
    about = one_opportunity(book.store, opportunity_id) if opportunity_id is not None else None
    known = _known(book)
    order = sorted(
        known,
        key=lambda contact: (
            _closeness(known[contact].part),
            -(known[contact].last or date.min).toordinal(),
            fold(known[contact].name),
            contact,
        ),
    )
    return [_concern(contact, known[contact], about, kind, book.today) for contact in order]


def _known(book: Book) -> dict[int, _Known]:
    store = book.store
    opportunities = load_opportunities(store)
    roles = {
        number: (name, role, through)
        for number, name, role, through in store.rows(
            "SELECT id, name, role, met_through FROM contact WHERE do_not_contact = 0"
        )
    }
    found: dict[int, _Known] = {}

    def of(contact: int | None) -> _Known | None:
        if contact is None or contact not in roles:
            return None
        return found.setdefault(contact, _Known(*roles[contact][:2]))

    for each in opportunities.values():
        for person in each.people:
            if them := of(person.contact_id):
                them.parts.append((each, part_of(person.part)))
        for rejection in each.rejections:
            if them := of(rejection.teller):
                them.told_no.append(each)
    for contact, (_, role, _) in roles.items():
        if role:
            of(contact)
    by_name = {fold(name): contact for contact, (name, _, _) in roles.items()}
    for contact in list(found):
        name, _, through = roles[contact]
        if through and (them := of(by_name.get(fold(through)))) and them.name != name:
            them.brought.append(name)
    _add_ways(book, found)
    _add_touches(book, found)
    return found


def _add_ways(book: Book, found: dict[int, _Known]) -> None:
    for contact, kind in book.store.rows("SELECT contact_id, kind FROM contact_point WHERE kind IN ('phone', 'email')"):
        if contact in found:
            setattr(found[contact], kind, True)


def _add_touches(book: Book, found: dict[int, _Known]) -> None:
    """What they gave, and the advice they were asked for when they were reached; the newest of each."""
    if not found:
        return
    for contact, on, outcome, asked, got in book.store.rows(
        'SELECT p.contact_id, p."on", t.outcome, t.asked, t.got FROM touch_contact p '
        "CROSS JOIN touch t ON t.id = p.touch_id "
        f'WHERE p.contact_id IN ({",".join(map(str, found))}) ORDER BY p."on", p.seq'
    ):
        them, day = found[contact], date.fromisoformat(on)
        them.last = day
        if got:
            them.gave = (day, got)
        if asked and outcome in {"reached", "replied"}:
            them.advised = (day, asked)


# The line for each


def _concern(contact: int, them: _Known, about: Opportunity | None, kind: NewsKind, today: date) -> Concerned:
    part = them.part
    ways = ("call", them.phone), ("email", them.email)
    by_phone = part in _BY_PHONE and them.phone
    channel = "call" if by_phone else "email" if them.email else next((way for way, has in ways if has), "")
    return Concerned(contact, them.name, part, _line(them, part, about, kind, today), channel, _why(them, part, today))


def _line(them: _Known, part: str, about: Opportunity | None, kind: NewsKind, today: date) -> str:
    where = about.employer or about.title if about else ""
    here = about is not None and any(each.id == about.id for each, _ in them.parts)
    if part == "referrer" or them.brought:
        to = where if here and where else _and(them.brought[:2]) or _introduced_to(them)
        return f"thank them for the introduction{f' to {to}' if to else ''}: tell them what became of it"
    knows = here and kind == "landed" and told_by_of(part) != ""  # the offer came from them
    if them.gave:
        end = "and say how much you look forward to it" if knows else "and tell them"
        return f"thank them for what they gave on {say_day(them.gave[0], today)} ({_quote(them.gave[1])}), {end}"
    if knows:
        return "they know: say thank you, and how much you look forward to it"
    if them.advised:
        return (
            f"thank them for the advice you asked on {say_day(them.advised[0], today)} "
            f"({_quote(them.advised[1])}), and tell them"
        )
    if part in {"coach", "friend"}:
        return "they read and listened along the way: tell them, and thank them"
    if no := _their_no(them):
        when = _month(no[1], today)
        if told_by_of(part) == "manager":
            return f"they said no in {when}: tell them warmly, thank them for their time, no word about it"
        return f"{_who_said(part)} said no in {when}: tell them kindly, no word about it"
    if part in {"interviewer", "peer"}:
        return "thank them for the talk you had, and tell them how it went on"
    if part == "alum":
        return "thank them for opening a door, and tell them"
    if part == "assistant":
        return "thank them for putting you through, and tell them"
    if part in {"hr", "recruiter"}:
        return "tell them in a friendly line: they kept the process going"
    return "tell them in a line, and ask how they are"


def _why(them: _Known, part: str, today: date) -> str:
    said = [{"hr": "HR"}.get(part, part) or "in touch"]
    places = list(dict.fromkeys(each.employer or each.title for each, _ in them.parts))
    if places:
        said[0] += f" at {_and(places[:2])}"
    if no := _their_no(them):
        said.append(f"a no in {_month(no[1], today)}")
    if them.brought:
        said.append(f"brought you together with {_and(them.brought[:2])}")
    return ", ".join(said)


def _their_no(them: _Known) -> tuple[Opportunity, date] | None:
    """The newest no that they told, or that came while they ran or decided the opportunity."""
    refusals = [
        (each, each.rejections[-1].on)
        for each in (*them.told_no, *(each for each, part in them.parts if told_by_of(part)))
        if each.rejections
    ]
    return max(refusals, key=lambda no: no[1], default=None)


def _who_said(part: str) -> str:
    return {"hr": "HR", "recruiter": "the recruiter", "assistant": "the assistant"}.get(part, "they")


def _introduced_to(them: _Known) -> str:
    return _and(list(dict.fromkeys(each.employer for each, part in them.parts if part == "referrer" and each.employer)))


def _month(day: date, today: date) -> str:
    month = LONG_MONTHS[day.month - 1]
    return month if day.year == today.year else f"{month} {day.year}"


def _quote(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1].rstrip() + "…"


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _closeness(part: str) -> int:
    return _ORDER.index(part) if part in _ORDER else len(_ORDER)
