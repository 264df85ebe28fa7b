"""The commands of the target list."""

from __future__ import annotations

from crm.tui.commands.registry import SEARCH, Command, ScreenKeys, Situation


def chosen(situation: Situation) -> str:
    """Needs an employer under the cursor."""
    return "" if situation.entry else "No employer is on the list yet: n puts one there."


TARGETS = ScreenKeys(
    "targets",
    "Target list",
    "About ten employers you most want, ranked: what they are working on, the challenges people there named, whom you "
    "know, every opportunity so far, and when you were last in touch.",
    (
        Command(
            "row.open", ("enter",), "Their people", "The home screen, filtered on this employer.",
            SEARCH, "people", 1, chosen, screen="targets",
        ),
        Command("target.new", ("n",), "New on the list", "An employer, at its place.", SEARCH, "new", 2,
                screen="targets"),
        Command(
            "target.edit", ("e",), "What they are working on", "Their plans and products, in your words.",
            SEARCH, "edit", 3, chosen, screen="targets",
        ),
        Command("target.up", ("plus",), "Up", "You want it more.", SEARCH, "up", 4, chosen, screen="targets"),
        Command("target.down", ("minus",), "Down", "You want it less.", SEARCH, "down", 5, chosen, screen="targets"),
        Command(
            "target.off", ("D", "delete"), "Off the list", "The employer and its people stay in the book.",
            SEARCH, "off", 6, chosen, screen="targets",
        ),
    ),
)  # fmt: skip
