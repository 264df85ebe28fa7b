"""The commands of the home screen."""

from __future__ import annotations

from crm.tui.commands.registry import (
    BACK,
    IN_OUT,
    MOVE,
    PEOPLE,
    PROGRAM,
    SEARCH,
    WORK,
    Command,
    somebody,
    something,
    who_said_no,
)

HOME: tuple[Command, ...] = (
    Command(
        "touch.log", ("l",), "Log a touch",
        "A call, a voicemail, a letter …: preset from what was due, the cursor already in the note. Enter saves.",
        WORK, "log", 1, somebody,
    ),
    Command(
        "plan.new", ("f",), "Plan a follow-up",
        "A date for this person, with its purpose: “next tue”, “in 2 weeks”, “+10d”, 2026-12-01.",
        WORK, "plan", 2, somebody,
    ),
    Command(
        "plan.move", ("m",), "Move a follow-up", "Another date for what is planned or promised.",
        WORK, "move", 11, somebody,
    ),
    Command(
        "plan.cancel", ("C",), "Cancel a follow-up",
        "Takes a planned date away; your calendar is told at the next export.",
        WORK, why_not=somebody,
    ),
    Command(
        "next.snooze", ("s",), "Snooze", "Leave this person alone until a day.",
        WORK, "snooze", 3, somebody,
    ),
    Command("next.wake", (), "End the snooze", "The person is back in the queue.", WORK, why_not=somebody),
    Command(
        "next.done", ("d",), "Done",
        "The follow-up or promise that makes the row due is done, without a touch. Otherwise it asks to log one.",
        WORK, "done", 4, somebody,
    ),
    Command(
        "next.skip", ("S",), "Skip this time",
        "Passes on what is due: a planned date is skipped, a cadence runs again from today.",
        WORK, why_not=somebody,
    ),
    Command(
        "answer.none", ("a",), "No answer needed", "What they wrote does not wait any more.",
        WORK, why_not=somebody,
    ),
    Command(
        "brief.open", ("b",), "Call sheet",
        "Who they are, what passed, what is open, and the words for this step. Log from there.",
        WORK, "brief", 1, somebody,
    ),
    Command("person.new", ("n",), "New person", "Adds a contact.", PEOPLE, "new", 8),
    Command(
        "entry.edit", ("e",), "Edit", "The person; in the timeline, the entry under the cursor.",
        PEOPLE, "edit", 9, something,
    ),
    Command("person.edit", ("E",), "Edit the person", "Names, employer, addresses, notes …", PEOPLE, why_not=somebody),
    Command(
        "person.cadence", ("c",), "Cadence", "How often to be in touch: “2 months”, “10 days”, “none”, “default”.",
        PEOPLE, why_not=somebody,
    ),
    Command(
        "person.rest", ("X",), "Do not contact",
        "Never in the queue or a calendar; the same key takes the mark off again.",
        PEOPLE, why_not=somebody,
    ),
    Command(
        "person.merge", (), "Merge with …",
        "This person is in the book a second time: pick the other, look at the merge field by field.",
        PEOPLE, why_not=somebody,
    ),
    Command(
        "entry.delete", ("D", "delete"), "Delete",
        "The person; in the timeline, the entry under the cursor. u brings it back.",
        PEOPLE, why_not=something,
    ),
    Command(
        "no.record", ("r",), "Record a no",
        "They said no: who told you and how, then a gentle plan for the coming months. All of it optional.",
        SEARCH, "a no", 7, who_said_no,
    ),
    Command(
        "plan.show", ("p",), "The plan",
        "The steps of the plan with this person, their dates and why they lie where they lie.",
        SEARCH, why_not=somebody,
    ),
    Command(
        "letter.write", ("w",), "Write a letter",
        "A letter to this person, laid out from what was said; it rests overnight before it goes.",
        SEARCH, why_not=somebody,
    ),
    Command(
        "interview.record", ("I",), "An interview",
        "Before: when and with whom. After: challenges, concerns, lessons, in a minute.",
        SEARCH, why_not=somebody,
    ),
    Command("pipeline.open", ("o",), "Opportunities", "All of them by stage, and what waits after a no.", SEARCH),
    Command("targets.open", ("t",), "Target list", "The employers you most want, ranked.", SEARCH),
    Command("windows.open", ("W",), "Callback windows", "Where each chair is likelier to come free, and why.", SEARCH),
    Command("letters.open", ("L",), "Letters", "Drafts, those that rest, those that went.", SEARCH),
    Command("concerns.open", ("K",), "Concerns", "Challenges and concerns, and what answers them.", SEARCH),
    Command("proofs.open", ("P",), "Proof points", "Your own stories, to answer with.", SEARCH),
    Command("lessons.open", ("v",), "Lessons", "What interviews taught, and what recurs.", SEARCH),
    Command("news.tell", ("N",), "News", "Something happened: one line to everybody it concerns.", SEARCH),
    Command(
        "people.bring", ("B",), "Bring people in",
        "From a file or a folder: vCard, LinkedIn, Google, Outlook, CSV, khard, YAML, JSON; a preview comes first.",
        IN_OUT,
    ),
    Command(
        "people.out", ("O",), "Export people",
        "As vCard, CSV, khard, JSON or the YAML book: this person, those the filter shows, those with a tag, all.",
        IN_OUT,
    ),
    Command(
        "doubles.open", ("M",), "Duplicates",
        "Who is in the book twice, sure or perhaps, and what a merge of the two would make.", IN_OUT,
    ),
    Command(
        "calendar.open", ("i",), "Calendar",
        "Your dates in any calendar: as a file, a feed, a folder, or on a calendar server; and what events say there.",
        IN_OUT,
    ),
    Command(
        "calendar.sync", ("Y",), "Sync the calendar",
        "With the server that is connected: puts, updates and takes out events, brings back what was moved. Esc stops.",
        IN_OUT,
    ),
    Command("history.undo", ("u",), "Undo", "Takes back what was done last, also after a restart.", BACK, "undo", 10),
    Command("history.redo", ("U",), "Redo", "Does again what was undone.", BACK),
    Command(
        "move.down", ("j", "down"), "Down", "The next row; the other panes follow.", MOVE, in_palette=False,
        typing=True,
    ),
    Command("move.up", ("k", "up"), "Up", "The row before.", MOVE, in_palette=False),
    Command("move.top", ("g", "home"), "To the top", "The first row.", MOVE, in_palette=False),
    Command("move.bottom", ("G", "end"), "To the bottom", "The last row.", MOVE, in_palette=False),
    Command("move.page-down", ("pagedown", "ctrl+d"), "A screen down", "", MOVE, in_palette=False),
    Command("move.page-up", ("pageup", "ctrl+u"), "A screen up", "", MOVE, in_palette=False),
    Command(
        "pane.open", ("enter",), "Open",
        "To the person's timeline; what is to be decided is asked; in a timeline it unfolds a long note.",
        MOVE, in_palette=False, typing=True,
    ),
    Command(
        "pane.back", ("escape",), "Back",
        "Out of a form, a filter, a pane. What was typed in a form is kept.", MOVE, in_palette=False, typing=True,
    ),
    Command("pane.people", ("1",), "People", "To the list of all people.", MOVE),
    Command("pane.timeline", ("2",), "Timeline", "To what happened with this person.", MOVE),
    Command("pane.queue", ("3",), "Next", "To the queue: who is next, and why.", MOVE),
    Command("pane.following", ("tab",), "Next pane", "Round the panes.", MOVE, in_palette=False, typing=True),
    Command(
        "pane.previous", ("shift+tab",), "Previous pane", "Round the other way.", MOVE, in_palette=False, typing=True
    ),
    Command(
        "people.filter", ("slash",), "Filter people",
        "As you type, with or without accents. Enter goes to the list, Esc clears.", PROGRAM, "filter", 5,
    ),
    Command(
        "app.palette", ("colon", "ctrl+p"), "Commands", "Every command and every person by name.",
        PROGRAM, "commands", 6, in_palette=False, typing=True,
    ),
    Command("app.theme", (), "Change the theme", "Light, dark, or your own from the themes folder.", PROGRAM),
    Command("app.help", ("question_mark", "f1"), "Help", "This list.", PROGRAM, "help", 99, typing=True),
    Command("app.quit", ("q", "ctrl+q"), "Quit", "Everything is saved already.", PROGRAM),
)  # fmt: skip

#: The keys of the forms: for the help screen and docs/KEYS.md. The forms themselves bind them.
FORMS = "In forms"
FORM_KEYS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("enter",), "Save", "In a list of several lines it makes a new one: there f2 saves."),
    (("f2",), "Save", "From every field."),
    (("escape",), "Back", "What was typed is kept and stands there when the form is opened again."),
    (("tab", "shift+tab"), "Next field, previous field", ""),
    (("down", "up"), "Next field, previous field", "In several lines and in a list of ready answers they move there."),
    (("right",), "Take the suggestion", "At the end of a field: what is suggested in grey (employer, role, tags)."),
    (("ctrl+o",), "New line in the note", "Where Enter saves."),
    (("alt+letter",), "Choose", "How, result, who; a ready day or cadence: the letter is marked, the cursor stays."),
    (("f3",), "How", "Logging: the next channel."),
    (("f4",), "Result", "Logging: the next outcome."),
    (("f5",), "Who", "Logging: you or they."),
    (("f6",), "More", "Logging: what you gave, asked, got and promised."),
    (("ctrl+r",), "Start afresh", "Every field as it was; the draft is forgotten."),
)
