"""`callback letter`: letters from the first draft to the day they are sent, one module a few verbs."""

from __future__ import annotations

import click

from crm.cli.lazy import LazyGroup, examples
from crm.cli.verbs import Verb

LETTER_VERBS: dict[str, Verb] = {
    "new": Verb("crm.cli.letter_new", "new", "Begin a letter with a draft from what is known."),
    "list": Verb("crm.cli.letter_read", "list_", "Letters: those to be sent first, then those that were."),
    "show": Verb("crm.cli.letter_read", "show", "One letter: its text, and where it stands."),
    "edit": Verb("crm.cli.letter_edit", "edit", "Write on a letter in your editor, or from a file."),
    "check": Verb("crm.cli.letter_check", "check", "What to look at before it goes out."),
    "finish": Verb("crm.cli.letter_acts", "finish", "The draft is finished: it rests overnight."),
    "sent": Verb("crm.cli.letter_acts", "sent", "You sent it: freeze it and log the touch."),
    "export": Verb("crm.cli.letter_export", "export", "Write it as Markdown, as an e-mail draft, as a mailto link."),
    "versions": Verb("crm.cli.letter_read", "versions", "Every version that was saved."),
    "restore": Verb("crm.cli.letter_edit", "restore", "Make an earlier version the newest again."),
    "delete": Verb("crm.cli.letter_acts", "delete", "Delete a letter."),
}


@click.group(
    cls=LazyGroup,
    table=LETTER_VERBS,
    epilog=examples(
        "callback letter new dana --for analyst --edit     begin, and write on in your editor",
        "callback letter check dana                        what to look at",
        "callback letter finish dana --reader Ana          rests until tomorrow 07:00",
        "callback letter export dana --as eml              a draft for your mail program",
        "callback letter sent dana                         you sent it",
    )
    + "\n\nLETTER is an id, or part of the subject, the recipient's name or the kind. Callback sends nothing itself.",
)
def letter() -> None:
    """Letters: drafted from the interview, rested overnight, checked, and kept as they were sent."""
