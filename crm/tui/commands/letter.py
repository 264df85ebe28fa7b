"""The commands of a letter and of its versions. Where letters are typed, commands have function keys."""

from __future__ import annotations

from crm.tui.commands.registry import BACK, MOVE, PROGRAM, SEARCH, Command, ScreenKeys


def _of_letter(
    subject: str, keys: tuple[str, ...], title: str, help: str, footer: str = "", rank: int = 0, group: str = SEARCH
) -> Command:
    return Command(subject, keys, title, help, group, footer, rank, screen="letter")


LETTER = ScreenKeys(
    "letter",
    "A letter",
    "Write, with what was said beside it. Everything is kept as a version: when you leave, with f2, when you pause. "
    "A finished letter rests overnight and is read-only until you edit it on purpose. The keys that are letters work "
    "where nothing is typed.",
    (
        _of_letter("letter.save", ("f2",), "Save", "Keeps a version now.", "save", 7),
        _of_letter(
            "letter.check", ("f3",), "Check",
            "Points at things to look at, with the reason; Enter goes to the place. It blocks nothing.", "check", 1,
        ),
        _of_letter(
            "letter.material", ("f4",), "Material",
            "What was said: challenges and concerns with your proof points, your advantage, open questions.",
            "material", 2,
        ),
        _of_letter(
            "letter.finish", ("f5",), "Finish",
            "The letter rests until the morning; name who reads it first, if anybody. On one that rests: sooner, on "
            "purpose.", "finish", 3,
        ),
        _of_letter("letter.versions", ("f6",), "Versions", "Every version: compare, restore.", "versions", 8),
        _of_letter(
            "letter.out", ("f7",), "Out",
            "To the clipboard, as a Markdown file, as a draft for your mail program, as a mail link.", "out", 4,
        ),
        _of_letter(
            "letter.sent", ("f8",), "It went out",
            "The day it was sent: the text is frozen, the touch logged, the points it takes up answered.", "sent", 5,
        ),
        _of_letter("letter.details", ("f9",), "Kind, channel, reader", "How it goes out, and who reads it first."),
        _of_letter("letter.mark", ("ctrl+n",), "Next bracket", "Selects the next [thing to write over]."),
        _of_letter("letter.editor", ("ctrl+e",), "Your own editor", "$VISUAL or $EDITOR, with the text as it is now."),
        _of_letter("letter.edit", ("e",), "Edit a finished letter", "With the first change it is a draft again."),
        _of_letter("row.open", ("enter",), "Go to the place", "From a finding of the check.", group=MOVE),
        _of_letter("screen.back", ("escape", "q"), "Back", "To the text; from there out, saved.", "back", 6, MOVE),
        _of_letter("history.undo", ("u",), "Undo", "Takes back what was done last.", group=BACK),
        _of_letter(
            "app.help", ("f1", "question_mark"), "Help", "What this screen is, and its keys.", "help", 99, PROGRAM
        ),
    ),
)  # fmt: skip

VERSIONS = ScreenKeys(
    "versions",
    "Versions of a letter",
    "Every version, the newest on top. What a version has and the newest has not is marked +, what it lacks -.",
    (
        Command(
            "row.open", ("enter",), "Restore", "This version becomes the newest again; all others stay.",
            SEARCH, "restore", 1, screen="versions",
        ),
        Command(
            "version.whole", ("v",), "Whole text", "The version as it was, or compared again.", SEARCH, "whole text", 2,
            screen="versions",
        ),
    ),
)  # fmt: skip
