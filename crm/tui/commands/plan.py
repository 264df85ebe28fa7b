"""The commands of the plan: as it would be, and as it runs."""

from __future__ import annotations

from functools import partial

from crm.tui.commands.registry import MOVE, SEARCH, WORK, Command, ScreenKeys

_plan = partial(Command, screen="plan")
_preview = partial(Command, screen="plan-preview")

PLAN = ScreenKeys(
    "plan",
    "The plan",
    "The steps of the plan with this person: the dates, with whom, by which channel, and at the side why and what to "
    "say. The long part is placed where a chair comes free more often; W shows what that rests on.",
    (
        _plan(
            "step.log",
            ("l",),
            "Log a touch",
            "With whom the step is for, preset from it; what is logged does it.",
            WORK,
            "log",
            1,
        ),
        _plan("step.move", ("m",), "Move", "Another day for the step under the cursor.", WORK, "move", 2),
        _plan("row.open", ("e", "enter"), "Edit", "The channel of the step and what it is for.", WORK, "edit", 3),
        _plan(
            "step.done",
            ("d",),
            "Done",
            "The step is done, without a touch; or it opens what the plan asks.",
            WORK,
            "done",
            4,
        ),
        _plan("step.skip", ("S",), "Skip", "Passes over the step.", WORK, "skip", 5),
        _plan(
            "plan.placing",
            ("p",),
            "Placed or plain",
            "By the callback window, or every two months.",
            SEARCH,
            "placed/plain",
            6,
        ),
        _plan(
            "plan.hand",
            ("h",),
            "Hand over",
            "Somebody else gets what is open for the person of this step.",
            SEARCH,
            "hand over",
            8,
        ),
        _plan(
            "plan.end",
            ("X",),
            "End the plan",
            "Nothing more of it is due, for everybody in it. u brings it back.",
            SEARCH,
            "end",
            9,
        ),
        _plan("no.record", ("r",), "Record a no", "With this person; its plan joins what runs.", SEARCH),
        _plan("plan.start", ("n",), "Start another playbook", "Pick one, look at its dates, accept.", SEARCH, "new", 7),
        _plan(
            "plan.why",
            ("W",),
            "Why these dates",
            "The figures behind the placing, with their sources, and how it is done.",
            SEARCH,
            "why",
            10,
        ),
        _plan("plan.following", ("right",), "The next plan", "Where there are several, those that are over too.", MOVE),
        _plan("plan.previous", ("left",), "The plan before", "Back again.", MOVE),
        _plan(
            "pane.following",
            ("tab", "shift+tab"),
            "Steps or text",
            "To the text at the side, to scroll it, and back.",
            MOVE,
        ),
    ),
)

PREVIEW = ScreenKeys(
    "plan-preview",
    "A plan before it begins",
    "The steps as they would be, with their dates. Change what you like: nothing is kept until Enter accepts it. "
    "Esc goes back with everything kept; W shows what the dates rest on.",
    (
        _preview(
            "plan.accept",
            ("enter", "f2"),
            "Accept",
            "The plan begins as it stands here: one act, which u takes back.",
            WORK,
            "accept",
            1,
        ),
        _preview("step.edit", ("e",), "Edit the step", "Its day, its channel, what it is for.", WORK, "edit", 2),
        _preview("step.drop", ("x", "D", "delete"), "Drop the step", "It is left out of the plan.", WORK, "drop", 3),
        _preview(
            "step.restore", ("a",), "As the playbook has it", "Every step as it was before you changed any.", WORK
        ),
        _preview(
            "plan.coffee",
            ("c",),
            "Coffee now or later",
            "Two weeks after the no, or after half a year of contact.",
            SEARCH,
            "coffee now/later",
            4,
        ),
        _preview(
            "plan.placing",
            ("p",),
            "Placed or plain",
            "By the callback window, or every two months.",
            SEARCH,
            "placed/plain",
            5,
        ),
        _preview(
            "plan.without",
            ("z",),
            "No plan",
            "Only the no is recorded; the same key brings the plan back.",
            SEARCH,
            "no plan",
            6,
        ),
        _preview(
            "plan.why",
            ("W",),
            "Why these dates",
            "The figures behind the placing, with their sources, and how it is done.",
            SEARCH,
            "why",
            7,
        ),
        _preview(
            "pane.following",
            ("tab", "shift+tab"),
            "Steps or text",
            "To the text at the side, to scroll it, and back.",
            MOVE,
        ),
    ),
)
