"""The commands of the calendar screen."""

from __future__ import annotations

from crm.tui.commands.registry import IN_OUT, MOVE, Command, ScreenKeys, Situation, WhyNot


def _for(choice: str, otherwise: str) -> WhyNot:
    """Needs a question under the cursor that can be answered so."""

    def why_not(situation: Situation) -> str:
        return "" if choice in situation.entry.split() else otherwise

    return why_not


def _can_be_off(situation: Situation) -> str:
    return "" if "off" in situation.entry.split() else "That turns off what is on: the feed, the folder, the server."


_MOVED = "That is for what was moved on both sides, when the cursor is on it."
_GONE = "That is for what was deleted in the calendar, when the cursor is on it."

CALENDAR = ScreenKeys(
    "calendar",
    "Calendar",
    "The ways from here to a calendar: a file to import, a feed to subscribe to, a folder, a calendar server. Beside "
    "them, which suits which calendar and what it would show. What a sync leaves to you stands below them.",
    (
        Command(
            "row.open", ("enter",), "Do it", "Writes the file, sets up the way, or asks what is to be decided.",
            IN_OUT, "do it", 1, screen="calendar",
        ),
        Command(
            "calendar.sync", ("y", "Y"), "Sync",
            "Puts what is planned into the calendar, takes out what is over, brings back what was moved. Esc stops it.",
            IN_OUT, "sync", 2, screen="calendar",
        ),
        Command(
            "ask.ours", ("o",), "Ours", "Moved on both sides: it stays as it is here.",
            IN_OUT, why_not=_for("ours", _MOVED), screen="calendar",
        ),
        Command(
            "ask.theirs", ("t",), "Theirs", "Moved on both sides: it goes where the calendar has it.",
            IN_OUT, why_not=_for("theirs", _MOVED), screen="calendar",
        ),
        Command(
            "ask.cancel", ("c",), "Call off", "Deleted there: it is called off here, too.",
            IN_OUT, why_not=_for("cancel", _GONE), screen="calendar",
        ),
        Command(
            "ask.again", ("a",), "Put again", "Deleted there, or left out: the next sync puts it there again.",
            IN_OUT, why_not=_for("again", _GONE), screen="calendar",
        ),
        Command(
            "ask.leave", ("x",), "Leave out", "Deleted there: it stays planned here, and out of the calendar.",
            IN_OUT, why_not=_for("leave", _GONE), screen="calendar",
        ),
        Command(
            "way.off", ("D", "delete"), "Turn off", "The feed or the folder; on the server it disconnects.",
            IN_OUT, "off", 3, _can_be_off, screen="calendar",
        ),
        Command(
            "pane.following", ("tab", "shift+tab"), "List or sheet", "To the sheet, to scroll it, and back.", MOVE,
            "list/sheet", 4, in_palette=False, screen="calendar",
        ),
    ),
)  # fmt: skip
