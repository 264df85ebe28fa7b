"""The commands of the interviews of a person or an opportunity."""

from __future__ import annotations

from crm.tui.commands.registry import MOVE, SEARCH, WORK, Command, ScreenKeys

INTERVIEWS = ScreenKeys(
    "interviews",
    "Interviews",
    "The interviews with a person or for an opportunity, planned and held, with everything that was noted. After one, "
    "note the challenges and concerns in their words while you still hear them: one a line, F2 saves.",
    (
        Command(
            "interview.new", ("n", "I"), "New interview", "Planned or held, in one form.",
            WORK, "new", 1, screen="interviews",
        ),
        Command(
            "interview.edit", ("e",), "Note or edit",
            "One whose day has come asks what it brought; one ahead can be moved and prepared.",
            WORK, "note, edit", 2, screen="interviews",
        ),
        Command(
            "prepare.open", ("y",), "Prepare",
            "The sheet to read before it: people, challenges, your stories, the two closing questions.",
            SEARCH, "prepare", 3, screen="interviews",
        ),
        Command(
            "letter.write", ("w",), "Write a letter", "To the first of those who were there.",
            SEARCH, "write", 4, screen="interviews",
        ),
        Command(
            "plan.after", ("p",), "Plan what follows",
            "The playbook “after an interview”: letter today, sent tomorrow, one friendly question later.",
            SEARCH, "what follows", 5, screen="interviews",
        ),
        Command(
            "interview.cancel", ("C",), "Cancel", "It does not take place; what was noted stays.",
            WORK, "cancel", 6, screen="interviews",
        ),
        Command(
            "interview.delete", ("D", "delete"), "Delete",
            "What was said in it stays among the concerns; u brings it back.", WORK, screen="interviews",
        ),
        Command(
            "row.open", ("enter",), "Open", "Everything that was noted; Esc goes back.", MOVE, in_palette=False,
            screen="interviews",
        ),
    ),
)  # fmt: skip
