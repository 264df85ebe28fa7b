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
    "brief": Verb("crm.cli.brief", "brief", "The call sheet: who, why now, what passed, what to say."),
    "log": Verb("crm.cli.log", "log", "Log a call, a letter, a meeting with one or several people."),
    "plan": Verb("crm.cli.plan", "plan", "Put a follow-up on a date."),
    "move": Verb("crm.cli.move", "move", "Move a planned follow-up or step to another date."),
    "cancel": Verb("crm.cli.cancel", "cancel", "Cancel a planned follow-up."),
    "done": Verb("crm.cli.done", "done", "What was due is done."),
    "skip": Verb("crm.cli.skip", "skip", "Skip what is due."),
    "decide": Verb("crm.cli.decide", "decide", "Answer what a row asks: go on, rest, hand over, end."),
    "plans": Verb("crm.cli.plans", "plans", "The plans that run, step by step."),
    "snooze": Verb("crm.cli.snooze", "snooze", "Leave somebody in peace until a date."),
    "answered": Verb("crm.cli.answered", "answered", "What they wrote needs no answer."),
    "opportunity": Verb("crm.cli.opportunity", "opportunity", "The roles you go for, and where they stand."),
    "no": Verb("crm.cli.no", "no", "Record a no, and see the plan that follows."),
    "reopen": Verb("crm.cli.reopen", "reopen", "A second chance."),
    "windows": Verb("crm.cli.windows", "windows", "When a chair is likelier to come free again."),
    "targets": Verb("crm.cli.targets", "targets", "The employers you want most, ranked."),
    "news": Verb("crm.cli.news", "news", "A line to everybody it concerns."),
    "interview": Verb("crm.cli.interview", "interview", "Plan interviews, and note what each brought."),
    "prepare": Verb("crm.cli.prepare", "prepare", "The sheet to read before an interview."),
    "concerns": Verb("crm.cli.concerns", "concerns", "What they said, and where it was answered."),
    "proof": Verb("crm.cli.proof", "proof", "Your own stories, to answer with."),
    "lessons": Verb("crm.cli.lessons", "lessons", "What the interviews and the search have taught."),
    "letter": Verb("crm.cli.letter", "letter", "Letters: begin, rest, check, mark as sent."),
    "add": Verb("crm.cli.add", "add", "Add a person."),
    "edit": Verb("crm.cli.edit", "edit", "Change what is known of a person."),
    "delete": Verb("crm.cli.delete", "delete", "Delete a person with everything logged."),
    "duplicates": Verb("crm.cli.duplicates", "duplicates", "Who may be in the book twice."),
    "merge": Verb("crm.cli.merge", "merge", "Make one of two who are the same."),
    "touch": Verb("crm.cli.touch", "touch", "Edit or delete something logged."),
    "undo": Verb("crm.cli.undo", "undo", "Take the last change back."),
    "redo": Verb("crm.cli.redo", "redo", "Make the change again that was taken back."),
    "history": Verb("crm.cli.history", "history", "What was changed, newest first."),
    "playbooks": Verb("crm.cli.playbooks", "playbooks", "What to do after a no, and in other cases, step by step."),
    "import": Verb("crm.cli.import_", "import_", "Bring people in: vCard, CSV, YAML and more."),
    "export": Verb("crm.cli.export", "export", "Write a calendar file, people, or the whole book."),
    "calendar": Verb("crm.cli.calendar", "calendar", "Follow-ups in a calendar on a server, both ways."),
    "check": Verb("crm.cli.check", "check", "Look over the book for damage."),
    "where": Verb("crm.cli.where", "where", "The files that are used."),
    "demo": Verb("crm.cli.demo", "demo", "Open the app on a sample search, a throw-away copy."),
}

EXPORTS: dict[str, Verb] = {
    "ics": Verb("crm.cli.export_ics", "ics", "Follow-ups as a calendar file to import."),
    "feed": Verb("crm.cli.export_feed", "feed", "Follow-ups as a calendar file to subscribe to."),
    "vdir": Verb("crm.cli.export_vdir", "vdir", "Follow-ups as a folder, for khal and vdirsyncer."),
    "yaml": Verb("crm.cli.export_people", "yaml", "The whole book as YAML, to keep or to import elsewhere."),
    "json": Verb("crm.cli.export_people", "json", "The whole book as JSON, for scripts."),
    "vcard": Verb("crm.cli.export_people", "vcard", "People as vCards, for an address book or a phone."),
    "khard": Verb("crm.cli.export_people", "khard", "People as khard's YAML, a file each."),
    "csv": Verb("crm.cli.export_people", "csv", "People as a table, for a spreadsheet."),
}

CALENDAR: dict[str, Verb] = {
    "connect": Verb("crm.cli.calendar_connect", "connect", "Choose a calendar on a server."),
    "sync": Verb("crm.cli.calendar_sync", "sync", "Put follow-ups there, take over what was moved there."),
    "status": Verb("crm.cli.calendar_status", "status", "What is connected, and what is to be decided."),
    "resolve": Verb("crm.cli.calendar_resolve", "resolve", "Decide about what differs."),
    "disconnect": Verb("crm.cli.calendar_disconnect", "disconnect", "Forget the calendar and its password."),
}

OPPORTUNITY: dict[str, Verb] = {
    "add": Verb("crm.cli.opportunity_add", "add", "Add a role you go for."),
    "list": Verb("crm.cli.opportunity_list", "list_", "Where everything stands, by stage."),
    "show": Verb("crm.cli.opportunity_show", "show", "Everything about one role."),
    "stage": Verb("crm.cli.opportunity_stage", "stage", "It came to another stage."),
    "person": Verb("crm.cli.opportunity_parts", "person", "Who has a part in it."),
    "sent": Verb("crm.cli.opportunity_parts", "sent", "What you sent for it: résumé, cover letter, portfolio."),
    "edit": Verb("crm.cli.opportunity_edit", "edit", "Change what is known of it."),
    "delete": Verb("crm.cli.opportunity_edit", "delete", "Delete it with its history."),
}
