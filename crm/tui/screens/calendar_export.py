"""From the app to a calendar: which events, into which file, and what went out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crm.domain.words import count

if TYPE_CHECKING:
    from crm.tui.screens.acts import Acts

_NEW, _ALL = "new", "all"


async def export_calendar(acts: Acts) -> None:
    """Ask which events, write the file into the folder the app was started in, and say what is in it."""
    # icalendar is imported here, on the book's thread: who never exports does not wait for it.
    from crm.book.calendar import USUAL_NAME, save_calendar
    from crm.tui.dialogs.pick import PickDialog
    from crm.tui.dialogs.values import Choice

    path = Path.cwd() / USUAL_NAME
    choices = [
        Choice(_NEW, "What is new since the last export: Thunderbird, GNOME, Outlook, Google"),
        Choice(_ALL, "Everything, for a fresh or cleared calendar, and for khal"),
    ]
    picked = await acts.ask(PickDialog(f"Export to {path}", choices))
    if picked is None:
        return
    file = await acts.gateway.run(save_calendar, path, everything=picked == _ALL)
    if file.total:
        acts.tell(f"{count(file.total, 'event')} in {path}: import it in your calendar")
    elif picked == _ALL:
        acts.tell("There is nothing to put in a calendar: no file was written.")
    else:
        acts.tell("Nothing is new since the last export: no file was written.")
