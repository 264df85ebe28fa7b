"""The call sheet laid out: what is read while the phone rings comes first, the rest stands quietly below or beside."""

from __future__ import annotations

from datetime import date

from crm.domain.briefs import CallSheet, Standing, time_words
from crm.domain.interviews import Concern
from crm.domain.rows import TimelineRow
from crm.domain.words import say_day
from crm.tui.panes import phrases
from crm.tui.widgets.prose import Line, Prose, beside, wrapped
from crm.tui.widgets.safe import lay_out

#: From this width on what passed between you stands beside what to say.
TWO_COLUMNS = 110
_LABEL = 11
_PROMPTS = (("say", "opening"), ("ask", "question"), ("leave out", "avoid"))
_VOICEMAIL = "voicemail"
_TOUCH_LINES = 4
_TOLD_LINES = 6


def lay_out_sheet(sheet: CallSheet, width: int, today: date, *, voicemail: bool, keys: bool = True) -> list[Line]:
    """The lines of a call sheet. `voicemail` shows what to say to the machine; `keys` names the keys that help."""
    head = _head(sheet, width, today, keys=keys)
    if width < TWO_COLUMNS:
        return [*head, [], *_talk(sheet, width, today, voicemail, keys), [], *_past(sheet, width, today)]
    column = (width - 4) // 2
    talk = _talk(sheet, column, today, voicemail, keys)
    return [*head, [], *beside(talk, _past(sheet, width - 4 - column, today), width)]


def _head(sheet: CallSheet, width: int, today: date, *, keys: bool) -> list[Line]:
    prose = Prose(width, indent=0)
    there = time_words(sheet.local_time, today) if sheet.local_time is not None else ""
    prose.line([(sheet.name, "strong")], [(there, "muted")])
    if work := ", ".join(part for part in (sheet.title, sheet.employer) if part):
        prose.line([(work, "")])
    if sheet.do_not_contact:
        prose.line([("Marked do not contact: leave them in peace.", "wait")])
    if sheet.role and sheet.role not in {standing.part for standing in sheet.standings}:
        prose.line([(sheet.role, "muted")])
    for standing in sheet.standings:
        prose.text(_standing(standing), "muted", most=2)
    hint = "y copies, o dials"
    for point in sheet.reach:
        label = f" ({point.label})" if point.label else ""
        shown = [(hint, "muted")] if keys and point.kind == "phone" and hint else []
        prose.line([(point.kind.ljust(_LABEL), "muted"), (point.value, "strong"), (label, "muted")], shown)
        hint = hint if point.kind != "phone" else ""
    if not sheet.reach:
        how = "; e adds one" if keys else ""
        prose.line([("phone".ljust(_LABEL), "muted"), (f"no number or address is known{how}", "muted")])
    return prose.lines


def _standing(standing: Standing) -> str:
    role = ", ".join(part for part in (standing.title, standing.employer) if part)
    return " · ".join(part for part in (standing.part, role, standing.words) if part)


def _talk(sheet: CallSheet, width: int, today: date, voicemail: bool, keys: bool) -> list[Line]:
    """Why now, and the words for this step."""
    prose = Prose(width)
    when = say_day(sheet.shown, today) if sheet.shown else "no date"
    ink = "wait" if sheet.shown and sheet.shown < today else "good" if sheet.shown == today else "muted"
    prose.heading("WHY NOW", right=[(when, ink), (f", {sheet.channel}" if sheet.channel else "", "")])
    prose.text(sheet.why or "Nothing is due.")
    if sheet.purpose and sheet.purpose not in sheet.why:
        prose.text(sheet.purpose)
    if sheet.plan is not None:
        prose.text(f"{sheet.plan.words} ({sheet.plan.title})", "muted")
    for window in sheet.windows:
        prose.labelled("window", window, room=_LABEL)
    if sheet.warning:
        prose.text(sheet.warning, "wait")
    prose.heading("WHAT TO SAY", "accent")
    for label, name in _PROMPTS:
        if text := getattr(sheet.prompts, name):
            _prompt(prose, label, text, "strong" if name == "opening" else "muted" if name == "avoid" else "")
    if sheet.prompts.voicemail:
        if voicemail or sheet.channel == _VOICEMAIL:
            _prompt(prose, _VOICEMAIL, sheet.prompts.voicemail, "")
        elif keys:
            _prompt(prose, _VOICEMAIL, "V shows what to say to the machine", "muted")
    return prose.lines[:-1]  # the bar ends with the last words


def _prompt(prose: Prose, label: str, text: str, ink: str) -> None:
    """One thing to say, with a bar at its side so that the eye comes back to it during the call."""
    for number, piece in enumerate(wrapped(text, prose.width - 4 - _LABEL, 30)):
        head = label if number == 0 else ""
        prose.lines.append([("│ ", "accent"), (head.ljust(_LABEL), "muted"), (piece, ink)])
    prose.lines.append([("│", "accent")])


def _past(sheet: CallSheet, width: int, today: date) -> list[Line]:
    """What they told, what is open, what was promised and given, what passed."""
    prose = Prose(width)
    if sheet.told:
        prose.heading("THEY TOLD YOU")
        for told in sheet.told:
            prose.bullet(told.text, after=f"{told.label}, {say_day(told.on, today)}", most=_TOLD_LINES)
    if sheet.challenges:
        prose.heading("THEIR CHALLENGES")
        for each in sheet.challenges:
            _concern(prose, each)
    if sheet.concerns:
        prose.heading("CONCERNS STILL OPEN", "wait-heading")
        for each in sheet.concerns:
            _concern(prose, each)
    _between(prose, sheet, today)
    waiting = [row for row in sheet.waiting if row not in sheet.last]
    if waiting:
        prose.heading("WAITING FOR YOUR ANSWER", "wait-heading")
        for row in waiting:
            _touch(prose, row, today)
    prose.heading("LAST")
    for row in sheet.last:
        _touch(prose, row, today)
    if not sheet.last:
        prose.text("nothing yet", "muted")
    return prose.lines


def _between(prose: Prose, sheet: CallSheet, today: date) -> None:
    if not (sheet.promised or sheet.offered or sheet.planned or sheet.balance.words):
        return
    prose.heading("BETWEEN YOU")
    for label, items in (
        ("you promised", sheet.promised),
        ("they promised", sheet.offered),
        ("planned", sheet.planned),
    ):
        for item in items:
            at = f" {item.at:%H:%M}" if item.at else ""
            what = item.purpose or item.channel or "follow-up"
            prose.labelled(label, f"{say_day(item.on, today)}{at}: {what}", room=15)
    if sheet.balance.words:
        prose.text(f"you {sheet.balance.words}", "wait" if sheet.balance.flagged else "muted")


def _concern(prose: Prose, concern: Concern) -> None:
    prose.bullet(concern.text, after=concern.said_by)
    for proof in concern.proofs:
        prose.text(f"→ {proof.title}", "accent", indent=prose.indent + 2)


def _touch(prose: Prose, row: TimelineRow, today: date) -> None:
    sign, what = phrases.entry(row)
    head = [(f"{say_day(row.on, today):<10} ", "muted"), (f"{sign} ", "accent"), (what, "")]
    prose.lines.append(lay_out(prose.width, [("  ", ""), *head]))
    said = [row.note, *(f"{label} {text}" for label, text in _exchange(row) if text)]
    for text in filter(None, said):
        prose.text(text, "muted", indent=15, most=_TOUCH_LINES)


def _exchange(row: TimelineRow) -> tuple[tuple[str, str], ...]:
    return ("you gave", row.gave), ("you asked", row.asked), ("they gave", row.got)
