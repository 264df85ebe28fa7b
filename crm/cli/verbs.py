"""The table of verbs: where each one lives and its line in the help. Naming a verb imports nothing."""

from __future__ import annotations

from typing import NamedTuple


class Verb(NamedTuple):
    """A module with the click command in it, the command's name there, and one line of help."""

    module: str
    attribute: str
    help: str


VERBS: dict[str, Verb] = {
    "queue": Verb("crm.cli.queue", "queue", "Who is next, and why."),
    "contacts": Verb("crm.cli.contacts", "contacts", "List people, or those who match a text."),
    "show": Verb("crm.cli.show", "show", "Everything about one person."),
    "log": Verb("crm.cli.log", "log", "Log a call, a letter, a meeting with one or several people."),
    "plan": Verb("crm.cli.plan", "plan", "Put a follow-up on a date."),
    "move": Verb("crm.cli.move", "move", "Move a planned follow-up to another date."),
    "cancel": Verb("crm.cli.cancel", "cancel", "Cancel a planned follow-up."),
    "done": Verb("crm.cli.done", "done", "What was due is done."),
    "skip": Verb("crm.cli.skip", "skip", "Skip what is due."),
    "snooze": Verb("crm.cli.snooze", "snooze", "Leave somebody in peace until a date."),
    "answered": Verb("crm.cli.answered", "answered", "What they wrote needs no answer."),
    "add": Verb("crm.cli.add", "add", "Add a person."),
    "edit": Verb("crm.cli.edit", "edit", "Change what is known of a person."),
    "delete": Verb("crm.cli.delete", "delete", "Delete a person with everything logged."),
    "touch": Verb("crm.cli.touch", "touch", "Edit or delete something logged."),
    "undo": Verb("crm.cli.undo", "undo", "Take the last change back."),
    "redo": Verb("crm.cli.redo", "redo", "Make the change again that was taken back."),
    "history": Verb("crm.cli.history", "history", "What was changed, newest first."),
    "import": Verb("crm.cli.import_", "import_", "Bring people in from YAML files."),
    "export": Verb("crm.cli.export", "export", "Write a calendar file, or the whole book as YAML."),
    "check": Verb("crm.cli.check", "check", "Look over the book for damage."),
    "where": Verb("crm.cli.where", "where", "The files that are used."),
    "demo": Verb("crm.cli.demo", "demo", "Open the app on a sample search, a throw-away copy."),
}

EXPORTS: dict[str, Verb] = {
    "ics": Verb("crm.cli.export_ics", "ics", "Follow-ups as a calendar file."),
    "yaml": Verb("crm.cli.export_yaml", "yaml", "The whole book as YAML, to keep or to import elsewhere."),
}
