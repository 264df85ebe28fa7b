"""The commands of the callback windows."""

from __future__ import annotations

from crm.tui.commands.registry import PROGRAM, SEARCH, Command, ScreenKeys, Situation


def chosen(situation: Situation) -> str:
    """Needs a window under the cursor."""
    return "" if situation.entry else "No opportunity waits after a no."


WINDOWS = ScreenKeys(
    "windows",
    "Callback windows",
    "After a no, when the chair is likelier to come free again, drawn from published figures: open around the 30th, "
    "60th, 90th and 180th day of the one they chose. A hint, never a probability about a particular person.",
    (
        Command("row.open", ("enter",), "Open", "Everything of this opportunity.", SEARCH, "open", 1, chosen,
                screen="windows"),
        Command(
            "entry.edit", ("e",), "What is known of the no", "Above all the day on which the one they chose starts.",
            SEARCH, "edit the no", 2, chosen, screen="windows",
        ),
        Command(
            "opportunity.reopen", ("R",), "A second chance", "They rang: it comes back.",
            SEARCH, "second chance", 4, chosen, screen="windows",
        ),
        Command(
            "sources.show", ("H",), "How this is known", "The figures with their sources, and the method.",
            PROGRAM, "sources and method", 3, screen="windows",
        ),
    ),
)  # fmt: skip
