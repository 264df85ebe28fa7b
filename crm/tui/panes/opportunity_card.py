"""Everything of one opportunity as rows: what a key can act on is a row of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from crm.book.opportunity_card import OpportunityCard, PersonLine
from crm.domain.interviews import Interview
from crm.domain.opportunities import Opportunity, Rejection
from crm.domain.plan_views import PlanView
from crm.domain.words import say_day, say_since
from crm.tui.panes import window_lines
from crm.tui.widgets.line_list import cells
from crm.tui.widgets.prose import Line, Prose, wrapped
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import Part, lay_out

#: What a row is, and which one of its kind.
Key = tuple[str, int]
_LABEL = 12
_NOTES_LINES = 12
_POSTING_LINES = 4
_TOLD = {"manager": "the manager", "hr": "HR", "assistant": "the assistant", "nobody": "nobody"}


def entries(card: OpportunityCard, today: date, *, wide: bool) -> list[Entry[Key]]:
    """All rows; where there is no room for a second pane (not `wide`) what is to be read comes with them."""
    found = card.opportunity
    rows: list[Entry[Key]] = [_entry(("facts", 0), partial(_facts, card, today))]
    if found.rejections:
        rows.append(_heading("the no" if len(found.rejections) == 1 else "every no"))
        names = {person.contact_id: person.name for person in found.people}
        for number, no in reversed(list(enumerate(found.rejections))):
            rows.append(_entry(("no", number), partial(_no, no, names, today)))
        if not wide and found.rejection is not None:
            rows.append(_entry(("window", 0), partial(window, found, today)))
    rows.append(_heading("people", len(card.people)))
    rows += [_entry(("person", each.contact_id), partial(_person, each, today)) for each in card.people]
    if not card.people:
        rows.append(_entry(("people", 0), partial(_quiet, "nobody has a part yet; n names somebody")))
    sections: tuple[tuple[str, list[Entry[Key]]], ...] = (
        ("plans", [_entry(("plan", plan.id), partial(_plan, plan, today)) for plan in card.plans]),
        (
            "interviews",
            [_entry(("interview", each.id), partial(_interview, each, today)) for each in reversed(card.interviews)],
        ),
        (
            "letters",
            [
                _entry(("letter", row.id), partial(_two, f"{row.kind_words} to {row.contact}", row.subject, row.state))
                for row in card.letters
            ],
        ),
    )
    for title, them in sections:
        if them:
            rows += [_heading(title, len(them)), *them]
    rows.append(_heading("what was sent", len(found.sent)))
    for number, item in enumerate(found.sent):
        when = say_day(item.on, today) if item.on else ""
        rows.append(_entry(("sent", number), partial(_two, item.kind, item.name, when)))
    if not found.sent:
        rows.append(_entry(("nothing-sent", 0), partial(_quiet, "nothing noted yet; A notes a résumé, a letter …")))
    if card.seconds or found.second_of is not None:
        rows.append(_heading("second chances"))
        if found.second_of is not None:
            said = partial(_two, "after the no for", card.first, "")
            rows.append(_entry(("opportunity", found.second_of), said))
        rows += [_entry(("opportunity", number), partial(_two, "came as", title, "")) for number, title in card.seconds]
    rows.append(_heading("history", len(found.history)))
    for event in reversed(found.history):
        rows.append(_entry(("stage", event.seq), partial(_stage, event.on, event.stage, event.note, today)))
    if not wide:
        if found.posting:
            rows.append(_heading("posting"))
            rows.append(_entry(("posting", 0), partial(_folded, found.posting, _POSTING_LINES)))
        if card.ring:
            rows.append(_heading("if they ring with a no"))
            rows.append(_entry(("ring", 0), partial(_plain, card.ring)))
    return rows


def reading(card: OpportunityCard, today: date, width: int) -> list[Line]:
    """What is to be read, for the pane beside the rows: the window, the card for their call, notes, the posting."""
    found = card.opportunity
    page = Prose(width, 0)
    if found.rejection is not None:
        page.heading("CALLBACK WINDOW")
        page.lines += window(found, today, width)
        page.gap()
        no = found.rejection
        page.text(window_lines.counted_from(no.on, no.starts_on, today), "muted")
        page.lines += window_lines.open_days(no.on, no.starts_on, today)
        page.text("A hint from published figures, not about this one person; H shows them.", "muted")
    if card.ring:
        page.heading("IF THEY RING WITH A NO")
        page.text(card.ring)
    if found.notes:
        page.heading("NOTES")
        page.text(found.notes)
    page.heading("POSTING")
    if found.posting:
        page.text(found.posting, most=2000)
    else:
        page.text("Not kept yet: E edits, paste it under “posting”. Postings vanish.", "muted")
    return page.lines


def window(found: Opportunity, today: date, width: int) -> list[Line]:
    """The window of the newest no: in words, then drawn."""
    no = found.rejection
    if no is None:
        return []
    return [
        [window_lines.words(no.on, no.starts_on, today)],
        *window_lines.large(no.on, no.starts_on, today, width),
    ]


def no_words(no: Rejection, names: dict[int, str]) -> str:
    """`by email from HR`, as far as it is known."""
    who = names.get(no.teller or 0) or _TOLD.get(no.told_by, no.told_by)
    how = f"by {no.how}" if no.how in {"call", "email", "letter"} else no.how
    return " ".join(part for part in (how, f"from {who}" if who else "") if part)


def _entry(key: Key, draw: Callable[[int], Sequence[Sequence[Part]]]) -> Entry[Key]:
    def fitted(width: int) -> list[list[Part]]:
        return [lay_out(width, list(line)) for line in draw(width)]

    return Entry(key, fitted)


def _heading(title: str, number: int = 0) -> Entry[Key]:
    line: list[Part] = [(title.upper(), "heading"), (f"  {number:,}" if number else "", "muted")]
    return Entry(None, lambda _: [line])


def _facts(card: OpportunityCard, today: date, width: int) -> list[Line]:
    found = card.opportunity
    page = Prose(width, 0)
    since = f" since {say_day(found.since, today)}" if found.since else ""
    stage: Line = [(found.stage, "strong"), (since, "")]
    for text, ink in (
        (found.kind if found.kind != "role" else "", "good"),
        ("a second chance" if found.is_second_chance else "", "good"),
    ):
        if text:
            stage += [(" · ", "rule"), (text, ink)]
    page.line(stage)
    if found.employer:
        page.labelled("employer", found.employer, room=_LABEL)
    if found.decision_on:
        late = found.decision_on < today and found.rejection is None
        said = say_day(found.decision_on, today) + (": the day has passed, check in" if late else "")
        page.labelled("decision", said, "wait" if late else "", room=_LABEL)
    if card.open_concerns:
        page.labelled("concerns", f"{card.open_concerns} open, not answered yet", "wait", room=_LABEL)
    for label, text in (("salary", found.salary), ("source", found.source), ("link", found.link)):
        if text:
            page.labelled(label, text, room=_LABEL, most=3)
    if found.notes:
        page.labelled("notes", found.notes, room=_LABEL, most=_NOTES_LINES)
    return page.lines


def _no(no: Rejection, names: dict[int, str], today: date, width: int) -> list[Line]:
    page = Prose(width, 0)
    page.line([(say_day(no.on, today), "strong"), (f", {words}" if (words := no_words(no, names)) else "", "")])
    for label, text in (
        ("reason", f"“{no.reason}”" if no.reason else ""),
        ("your rank", no.rank),
        ("chosen", no.chosen),
        ("starts", say_day(no.starts_on, today) if no.starts_on else ""),
    ):
        if text:
            page.labelled(label, text, room=_LABEL)
    if no.starts_on is None:
        page.labelled("starts", "not known; e tells when the one they chose starts", "muted", room=_LABEL)
    return page.lines


def _person(each: PersonLine, today: date, width: int) -> list[Line]:
    last = f"last {say_since(each.last, today)}" if each.last else "no touch yet"
    when: list[Part] = [(last, "muted")]
    if each.do_not_contact:
        when += [(" · ", "rule"), ("do not contact", "muted")]
    elif each.next:
        ink = "wait" if each.next < today else "good" if each.next == today else ""
        when += [(" · ", "rule"), ("next ", "muted"), (say_day(each.next, today), ink)]
    part = {"hr": "HR"}.get(each.part, each.part)
    name: list[Part] = [(each.name, "strong"), (f", {part}" if part else "", "")]
    return _one_or_two(name, when, width)


def _plan(plan: PlanView, today: date, width: int) -> list[Line]:
    ahead = [step for step in plan.steps if step.is_open]
    done = len(plan.steps) - len(ahead)
    right: list[Part] = [(f"{done} of {len(plan.steps)} done", "muted")]
    lines = [lay_out(width, [(plan.playbook, "strong"), (f", since {say_day(plan.start, today)}", "")], right)]
    if ahead:
        step = min(ahead, key=lambda each: (each.on, each.place))
        lines.append([("  next ", "muted"), (f"{say_day(step.on, today)}, {step.contact}: {step.purpose}", "")])
    return lines


def _interview(each: Interview, today: date, width: int) -> list[Line]:
    at = f" {each.at:%H:%M}" if each.at else ""
    what = f", {each.kind}" if each.kind else ""
    who = f" with {', '.join(each.names)}" if each.names else ""
    state: str = each.status
    ink = "muted"
    if each.awaits_debrief(today):
        state, ink = "nothing noted yet", "wait"
    elif each.status == "planned" and each.on >= today:
        ink = "good"
    when: Line = [(f"{say_day(each.on, today)}{at}", "strong"), (what, "")]
    if cells([*when, (who, ""), (state, "")]) < width:
        return [lay_out(width, [*when, (who, "")], [(state, ink)])]
    return [lay_out(width, when, [(state, ink)]), [("  ", ""), (who.strip(), "")]]


def _stage(on: date, stage: str, note: str, today: date, width: int) -> list[Line]:
    lines: list[Line] = [[(say_day(on, today).ljust(_LABEL + 4), "muted"), (stage, "")]]
    lines += [[(" " * (_LABEL + 4), ""), (text, "muted")] for text in wrapped(note, width - _LABEL - 4, 4) if note]
    return lines


def _two(first: str, second: str, right: str, width: int) -> list[Line]:
    state: Line = [(right, "muted")] if right else []
    if not second:
        return [lay_out(width, [(first, "strong")], state)]
    if cells([(first, ""), (second, ""), *state]) + 3 <= width:
        return [lay_out(width, [(first, "muted"), (f"  {second}", "")], state)]
    return [lay_out(width, [(first, "muted")], state), [("  ", ""), (second, "")]]


def _one_or_two(left: Line, right: Line, width: int) -> list[Line]:
    """Both on one line where they fit, else one below the other."""
    if cells(left) + cells(right) < width:
        return [lay_out(width, left, right)]
    return [left, [("  ", ""), *right]]


def _quiet(text: str, width: int) -> list[Line]:
    return [[(piece, "muted")] for piece in wrapped(text, width, 3)]


def _plain(text: str, width: int) -> list[Line]:
    page = Prose(width, 0)
    page.text(text)
    return page.lines


def _folded(text: str, most: int, width: int) -> list[Line]:
    page = Prose(width, 0)
    page.text(text, most=most)
    page.text("Enter shows all of it", "muted")
    return page.lines
