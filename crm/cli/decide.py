"""`callback decide`: answer what a row asks."""

from __future__ import annotations

import click

from crm.book.errors import Declined, Refused
from crm.cli.acted import report
from crm.cli.due import asks_now
from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word
from crm.cli.output import columns, print_json, say, width_of_output
from crm.cli.parameters import NAME, json_option, who_argument
from crm.cli.picking import person
from crm.cli.plan_phrases import ASKS, choices
from crm.cli.state import State, pass_state

_CHOICES = ("resume", "continue", "follow", "rest", "end", "hand-over")
_DONE = {
    "resume": "The plan goes on",
    "continue": "It goes on",
    "follow": "The plan goes on in the new place",
    "rest": "Left in peace for half a year",
    "end": "Ended",
}


@click.command(
    epilog=examples(
        "callback decide dana                          what is asked, and what can be decided",
        "callback decide dana resume                   they replied; the plan goes on",
        "callback decide dana rest                     half a year of peace",
        "callback decide dana hand-over --to sam       somebody else there takes over",
    )
)
@who_argument()
@click.argument("choice", type=Word(_CHOICES), metavar="CHOICE", required=False)
@click.option("--to", "to_whom", type=NAME, metavar="WHO", help="With hand-over: who takes over what is open.")
@json_option()
@pass_state
def decide(state: State, who: str, choice: str | None, to_whom: str | None, as_json: bool) -> None:
    """Answer what a row asks, after a reply, a change of employer, or three tries without an answer.

    CHOICE is resume, continue, follow, rest, end or hand-over; without one it says what is asked.
    """
    if (choice == "hand-over") is not (to_whom is not None):
        raise Refused("`callback decide WHO hand-over --to WHO` names who takes over; the others need no --to.")
    with state.open() as book:
        from crm.book import plans
        from crm.book.brief import plan_place

        row = person(book, who)
        held = plan_place(book, row.id)
        if choice is None:
            asks = asks_now(book, row)
            if not asks:
                raise Declined(f"{row.name} asks for no decision now.")
            found = choices(asks, plan=held is not None)
            if as_json:
                print_json({"contact": row.name, "contact_uid": row.uid, "asks": asks, "choices": dict(found)})
                return
            say(f"{row.name} {ASKS[asks]}. Decide:")
            for line in columns(found, width=width_of_output(), limits=(24,), indent=2):
                say(line)
            return
        if choice == "hand-over" and to_whom is not None:
            other = person(book, to_whom)
            if held is None:
                raise Declined(f"{row.name} has no running plan to hand over.")
            plans.hand_over(book, held.plan_id, row.id, other.id)
            report(book, other, f"Handed over from {row.name}", as_json=as_json, decided=choice)
            return
        if choice == "continue":
            plans.continue_plan(book, row.id)
        else:
            plans.decide(book, row.id, choice)  # type: ignore[arg-type]
        report(book, row, _DONE[choice], as_json=as_json, decided=choice)
