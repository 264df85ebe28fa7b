"""The commands of the list of those whom news concern."""

from __future__ import annotations

from crm.tui.commands.registry import SEARCH, Command, ScreenKeys, Situation


def someone(situation: Situation) -> str:
    """Needs somebody under the cursor."""
    return "" if situation.contact_id is not None else "There is nobody to tell yet."


NEWS = ScreenKeys(
    "news",
    "Whom the news concern",
    "Everybody whom it concerns, the closest first, each with a line and why. Nothing is sent: the queue then has "
    "them, five people a day, and each line is yours to say.",
    (
        Command(
            "news.make", ("enter",), "Put them into the queue", "All who are not left out, in one act: u undoes.",
            SEARCH, "to the queue", 1, screen="news",
        ),
        Command(
            "row.mark", ("x",), "Leave out", "This person does not hear it; the same key takes them in again.",
            SEARCH, "leave out", 2, someone, screen="news",
        ),
        Command(
            "row.edit", ("e",), "Edit the line", "In your own words.", SEARCH, "edit", 3, someone, screen="news"
        ),
        Command(
            "news.quiet", ("S",), "Tell nobody", "Accepted, and nobody is put into the queue.", SEARCH, screen="news"
        ),
    ),
)  # fmt: skip
