"""An employer of the target list as a row, and with everything known of it."""

from __future__ import annotations

from datetime import date

from crm.book.targets import TargetRow
from crm.domain.words import count, say_day, say_since
from crm.tui.widgets.prose import Line, Prose
from crm.tui.widgets.safe import Part, lay_out

_LABEL = 14
_MOST_NAMES = 8


def row(target: TargetRow, today: date, places: int, width: int, *, whole: bool) -> list[Line]:
    """The rank at the right of its column, the name, the last touch; then what they are working on.

    `places` is the width of the widest rank; `whole` adds everything else known, where no second pane shows it.
    """
    number = str(target.rank).rjust(places)
    left: list[Part] = [(number, "muted"), ("  ", ""), (target.name, "strong")]
    lines = [lay_out(width, left, [_last(target, today)])]
    page = Prose(width, places + 2)
    if not whole:
        page.text(target.working_on or _summary(target), "muted", most=1)
        return [*lines, *(lay_out(width, line) for line in page.lines)]
    _rest(page, target, 2)
    return [*lines, *(lay_out(width, line) for line in page.lines)]


def whole(target: TargetRow, today: date, width: int) -> list[Line]:
    """Everything known of it, for the pane beside the list."""
    page = Prose(width, 0)
    page.heading("WORKING ON")
    page.text(target.working_on or "Not noted yet: e writes it down. What do they plan, build, struggle with?",
              "" if target.working_on else "muted")  # fmt: skip
    if target.challenges:
        page.heading("CHALLENGES THEY NAMED")
        for text in target.challenges:
            page.bullet(text)
    page.heading("WHO IS KNOWN THERE")
    for known in target.known:
        about = ", ".join(part for part in (known.title, known.role) if part)
        page.line([(known.name, "strong"), (f", {about}" if about else "", "")])
    if not target.known:
        page.text("Nobody yet. An introduction is the warmest way in.", "muted")
    page.heading("OPPORTUNITIES")
    for each in target.opportunities:
        since = f" since {say_day(each.since, today)}" if each.since else ""
        page.line([(each.title, "strong")], [(f"{each.stage}{since}", "wait" if each.waiting else "muted")])
    if not target.opportunities:
        page.text("None so far.", "muted")
    page.heading("LAST TOUCH")
    page.text(say_since(target.last_touch, today) if target.last_touch else "none yet")
    return page.lines


def _rest(page: Prose, target: TargetRow, most: int) -> None:
    if target.working_on:
        page.labelled("working on", target.working_on, room=_LABEL, most=most)
    if target.challenges:
        page.labelled("challenges", "; ".join(target.challenges[:4]), room=_LABEL, most=most)
    names = ", ".join(known.name for known in target.known[:_MOST_NAMES])
    more = f" and {len(target.known) - _MOST_NAMES} more" if len(target.known) > _MOST_NAMES else ""
    page.labelled("known", f"{names}{more}" or "nobody yet", "" if names else "muted", room=_LABEL, most=most)
    if target.opportunities:
        said = "; ".join(f"{each.title} ({each.stage})" for each in target.opportunities[:4])
        page.labelled("opportunities", said, room=_LABEL, most=most)


def _last(target: TargetRow, today: date) -> Part:
    return (f"last {say_since(target.last_touch, today)}" if target.last_touch else "no touch yet"), "muted"


def _summary(target: TargetRow) -> str:
    known = count(len(target.known), "person", "people") + " known" if target.known else "nobody known yet"
    there = count(len(target.opportunities), "opportunity", "opportunities") if target.opportunities else ""
    return ", ".join(part for part in (known, there) if part)
