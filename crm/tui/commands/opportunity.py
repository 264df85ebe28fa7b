"""The commands of one opportunity."""

from __future__ import annotations

from crm.tui.commands.registry import PROGRAM, SEARCH, Command, ScreenKeys

OPPORTUNITY = ScreenKeys(
    "opportunity",
    "An opportunity",
    "Everything of one role: the people and their part, what was sent, the interviews, the history, and after a no its "
    "facts and its callback window. Keys act on the row under the cursor: e changes it, D takes it out.",
    (
        Command(
            "row.open", ("enter",), "Open", "The person on the home screen; the second chance; the text unfolded.",
            SEARCH, "open", 1, screen="opportunity",
        ),
        Command(
            "entry.edit", ("e",), "Edit", "The row under the cursor: the no and when the one they "
            "chose starts, a part, the opportunity itself.",
            SEARCH, "edit", 2, screen="opportunity",
        ),
        Command(
            "opportunity.edit", ("E",), "Edit the opportunity", "Title, employer, people, posting, decision date …",
            SEARCH, screen="opportunity",
        ),
        Command(
            "sent.add", ("A",), "What was sent", "Résumé, cover letter, portfolio: which one, and when.",
            SEARCH, "sent", 4, screen="opportunity",
        ),
        Command(
            "person.add", ("n",), "Somebody with a part", "Hiring manager, recruiter, peer, referrer …",
            SEARCH, "person", 3, screen="opportunity",
        ),
        Command(
            "stage.on", ("greater_than_sign",), "A stage on", "To the next stage, dated today.",
            SEARCH, screen="opportunity",
        ),
        Command(
            "stage.back", ("less_than_sign",), "A stage back", "To the stage before, dated today.",
            SEARCH, screen="opportunity",
        ),
        Command(
            "stage.move", ("m",), "Move to a stage", "Any stage, on any day up to today.",
            SEARCH, "move", 5, screen="opportunity",
        ),
        Command(
            "no.record", ("r",), "Record a no", "They said no: all of it optional, then a gentle plan.",
            SEARCH, "a no", 6, screen="opportunity",
        ),
        Command(
            "opportunity.reopen", ("R",), "A second chance",
            "It comes back: the same role, another one, a trial, an introduction to a partner company.",
            SEARCH, "second chance", 10, screen="opportunity",
        ),
        Command(
            "interview.record", ("I",), "An interview", "Before: when and with whom. After: what was said.",
            SEARCH, "interview", 7, screen="opportunity",
        ),
        Command(
            "prepare.open", ("y",), "Preparation sheet", "What is known of them and of the role, before you talk.",
            SEARCH, "prepare", 8, screen="opportunity",
        ),
        Command(
            "ring.show", ("exclamation_mark",), "If they ring with a no",
            "Four lines to have before you while they speak; from interviewing on.",
            SEARCH, "they ring", 9, screen="opportunity",
        ),
        Command(
            "entry.delete", ("D", "delete"), "Delete",
            "The row under the cursor: a part, what was sent, a wrong entry of the history; else the opportunity.",
            SEARCH, screen="opportunity",
        ),
        Command(
            "sources.show", ("H",), "How this is known", "The figures behind the callback window, and the method.",
            PROGRAM, "sources", 11, screen="opportunity",
        ),
    ),
)  # fmt: skip
