"""The commands of the pipeline: all opportunities by stage, and what waits after a no."""

from __future__ import annotations

from crm.tui.commands.registry import MOVE, PROGRAM, SEARCH, Command, ScreenKeys, Situation


def chosen(situation: Situation) -> str:
    """Needs an opportunity under the cursor."""
    return "" if situation.entry else "No opportunity is chosen: n adds one."


PIPELINE = ScreenKeys(
    "pipeline",
    "Opportunities",
    "Every role you may get, by stage; what ended in a no waits in its own column with its callback window, and can "
    "get a second chance. Each move is dated and stays in the history.",
    (
        Command(
            "stage.on", ("greater_than_sign",), "A stage on", "To the next stage, dated today.",
            SEARCH, "on", 2, chosen, screen="pipeline",
        ),
        Command(
            "stage.back", ("less_than_sign",), "A stage back", "To the stage before, dated today.",
            SEARCH, "back", 3, chosen, screen="pipeline",
        ),
        Command(
            "stage.move", ("m",), "Move to a stage", "Any stage, on any day up to today; a no has its own key.",
            SEARCH, "move", 4, chosen, screen="pipeline",
        ),
        Command(
            "row.open", ("enter",), "Open", "Everything of this opportunity.",
            SEARCH, "open", 1, chosen, screen="pipeline",
        ),
        Command("opportunity.new", ("n",), "New opportunity", "A role, a trial, an introduction.", SEARCH, "new", 5,
                screen="pipeline"),
        Command(
            "opportunity.edit", ("e",), "Edit", "Title, employer, people, posting, decision date …",
            SEARCH, "edit", 6, chosen, screen="pipeline",
        ),
        Command(
            "no.record", ("r",), "Record a no", "They said no: all of it optional, then a gentle plan.",
            SEARCH, "a no", 7, chosen, screen="pipeline",
        ),
        Command(
            "opportunity.reopen", ("R",), "A second chance",
            "It comes back: the same role, another one, a trial, an introduction to a partner company.",
            SEARCH, "second chance", 8, chosen, screen="pipeline",
        ),
        Command(
            "interview.record", ("I",), "An interview", "Before: when and with whom. After: what was said.",
            SEARCH, "interview", 9, chosen, screen="pipeline",
        ),
        Command(
            "prepare.open", ("y",), "Preparation sheet", "What is known of them and of the role, before you talk.",
            SEARCH, "prepare", 10, chosen, screen="pipeline",
        ),
        Command(
            "opportunity.delete", ("D", "delete"), "Delete",
            "With its history; what was logged stays. u brings it back.",
            SEARCH, why_not=chosen, screen="pipeline",
        ),
        Command("column.left", ("left",), "The stage before", "", MOVE, screen="pipeline"),
        Command("column.right", ("right",), "The stage after", "", MOVE, screen="pipeline"),
        Command(
            "closed.show", ("z",), "Show or fold what is over",
            "The accepted, the withdrawn, and those that came back.",
            MOVE, "what is over", 12, screen="pipeline",
        ),
        Command(
            "pipeline.filter", ("slash",), "Filter",
            "By title, employer or people. Enter goes to the cards, Esc clears.",
            PROGRAM, "filter", 11, screen="pipeline",
        ),
    ),
)  # fmt: skip
