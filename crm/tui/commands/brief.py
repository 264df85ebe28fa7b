"""The commands of the call sheet."""

from __future__ import annotations

from crm.tui.commands.registry import PEOPLE, SEARCH, WORK, Command, ScreenKeys

BRIEF = ScreenKeys(
    "brief",
    "Call sheet",
    "Everything worth having before your eyes while you talk to somebody: why now, the words for this step, what they "
    "told you, what is open between you. Log from here when you have hung up.",
    (
        Command(
            "touch.log", ("l",), "Log a touch", "What happened in this call: preset from what was due.",
            WORK, "log", 1, screen="brief",
        ),
        Command(
            "phone.copy", ("y",), "Copy the number", "The phone number goes to the clipboard.",
            WORK, "copy number", 2, screen="brief",
        ),
        Command(
            "phone.dial", ("o",), "Dial",
            "Hands the number to the program of this computer that dials (a tel: link). Nothing else ever does.",
            WORK, "dial", 3, screen="brief",
        ),
        Command(
            "voicemail.fold", ("V",), "Voicemail", "What to say to the machine, or fold it away again.",
            WORK, "voicemail", 4, screen="brief",
        ),
        Command(
            "plan.new", ("f",), "Plan a follow-up", "A date for this person, with its purpose.",
            WORK, "plan", 6, screen="brief",
        ),
        Command(
            "next.snooze", ("s",), "Snooze", "Leave this person alone until a day.", WORK, "snooze", 8, screen="brief"
        ),
        Command(
            "next.done", ("d",), "Done", "What makes the row due is done without a touch; otherwise it asks to log.",
            WORK, "done", 7, screen="brief",
        ),
        Command(
            "answer.none", ("a",), "No answer needed", "What they wrote does not wait any more.", WORK, screen="brief"
        ),
        Command("person.edit", ("e",), "Edit", "The person: numbers, addresses, notes.", PEOPLE, screen="brief"),
        Command(
            "letter.write", ("w",), "Write a letter", "A letter to this person, laid out from what was said.",
            SEARCH, "write", 5, screen="brief",
        ),
        Command("plan.show", ("p",), "The plan", "The steps of the plan with this person.", SEARCH, screen="brief"),
        Command(
            "interviews.open", ("I",), "Interviews", "Those with this person; n there records one.",
            SEARCH, screen="brief",
        ),
    ),
)  # fmt: skip
