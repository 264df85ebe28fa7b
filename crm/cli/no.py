"""`callback no`: record a no, and look at the plan that follows before it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word, named, opportunity_argument
from crm.cli.output import asks, columns, confirm, print_json, say, tell, width_of_output
from crm.cli.parameters import DATE, LINE, NAME, PAST_DATE, TEXT, json_option, yes_option
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.opportunities import HOW, TOLD_BY, Opportunity
from crm.domain.words import say_day

if TYPE_CHECKING:
    from crm.book.plans import PlanPreview, PlanView
    from crm.book.rejections import NoPreview
    from crm.book.session import Book


@click.command(
    name="no",
    epilog=examples(
        'callback no "data analyst" --told-by hr --how email --on "20 nov"',
        'callback no northwind --told-by dana --how call --reason "someone with more robotics" --rank runner-up',
        "callback no kestrel --how portal --plain --yes",
        'callback no northwind --starts "7 dec"        later, when you hear when they start',
    ),
)
@opportunity_argument()
@click.option("--told-by", type=NAME, metavar="WHO", help="WHO said it, or: manager, hr, assistant, nobody.")
@click.option("--how", type=Word(HOW), help="How it came.")
@click.option("--reason", type=TEXT, metavar="TEXT", help="The reason, in their words.")
@click.option("--rank", type=LINE, metavar="TEXT", help="Your place, if they said: runner-up, top two …")
@click.option("--chosen", type=TEXT, metavar="TEXT", help="Who, or what kind of profile, was chosen.")
@click.option("--starts", type=DATE, metavar="DATE", help="The day that person starts.")
@click.option("--on", type=PAST_DATE, metavar="DATE", help="The day of the no, if not today.")
@click.option("--feedback", is_flag=True, help="They told you where you fell short: no need to ask.")
@click.option("--coffee", type=Word(("now", "later")), help="Ask for a coffee in two weeks, or after half a year.")
@click.option("--plain", is_flag=True, help="Every two months, not placed by the callback window.")
@click.option("--no-plan", is_flag=True, help="Record the no alone.")
@click.option("--no-join", is_flag=True, help="Do not join with a plan that runs for the same people.")
@yes_option()
@json_option()
@pass_state
def no(
    state: State,
    /,
    opportunity: str,
    told_by: str | None,
    how: str | None,
    reason: str | None,
    rank: str | None,
    chosen: str | None,
    starts: date | None,
    on: date | None,
    feedback: bool,
    coffee: str | None,
    plain: bool,
    no_plan: bool,
    no_join: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Record a no with what you know of it; everything is optional. It shows the plan that follows, then asks.

    For a no that is recorded already it adds what became known since. One `callback undo` takes it back.
    """
    with state.open() as book:
        from crm.book.opportunities import the_opportunity
        from crm.book.rejections import RecordNo, edit_rejection, preview_no, record_no

        found = the_opportunity(book, opportunity)
        teller = _teller(book, told_by)
        known = {"told_by": teller, "how": how, "reason": reason, "rank": rank, "chosen": chosen, "starts_on": starts}
        known = {key: value for key, value in known.items() if value is not None}
        if found.stage == "rejected" and known and not (on or feedback or coffee or plain or no_plan or no_join):
            edit_rejection(book, found.id, **known)
            _print_noted(book, found, sorted(known), state.today, as_json)
            return
        record = RecordNo(
            found.id,
            on,
            coffee=coffee or "now",  # type: ignore[arg-type]
            placing="plain" if plain else "placed",
            join=not no_join,
            plan=not no_plan,
            feedback_given=feedback,
            **known,  # type: ignore[arg-type]
        )
        asked = not yes
        if asked:
            looked = preview_no(book, record)
            if not asks():
                _print(looked, state.today, as_json, say)
                tell("Nothing was recorded yet: the same with --yes records it.")
                raise click.exceptions.Exit(1)
            _print(looked, state.today, False, tell if as_json else say)
            if not confirm("Record this?"):
                tell("Nothing was recorded.")
                raise click.exceptions.Exit(1)
        done = record_no(book, record).preview
    if asked and not as_json:
        say(f"Recorded. {named(found)} waits for its second chance.")
    else:
        _print(done, state.today, as_json, say)
    if not as_json:
        tell("`callback undo` takes it back.")


def _teller(book: Book, told_by: str | None) -> str | int | None:
    if told_by is None:
        return None
    word = told_by.casefold()
    return word if word in TOLD_BY else person(book, told_by).id


def _print_noted(book: Book, found: Opportunity, changed: list[str], today: date, as_json: bool) -> None:
    """What became known later, and the plan as it stands with it: its dates may have moved."""
    from crm.book.plans import plans_of

    plan = next(iter(plans_of(book, opportunity_id=found.id)), None)
    if as_json:
        print_json({**_json(found.title, plan), "changed": changed})
        return
    say(f"Noted for the no of {named(found)}.")
    if plan and "starts_on" in changed:
        say("What is ahead, placed again:")
        for line in plan_lines(plan, today):
            say(line)


def _json(title: str, plan: PlanPreview | PlanView | None) -> dict[str, Any]:
    return {
        "opportunity": title,
        "share": plan.share if plan else None,
        "share_even": plan.share_even if plan else None,
        "plan": plan_json(plan) if plan else [],
    }


def _print(preview: NoPreview, today: date, as_json: bool, tell_result: Callable[[str], None]) -> None:
    plan = preview.plan
    if as_json:
        print_json(_json(preview.opportunity.title, plan))
    else:
        no = preview.opportunity.rejection
        day = f", {say_day(no.on, today)}" if no else ""
        tell_result(f"A no: {named(preview.opportunity)}{day}.")
        if preview.touch:
            tell_result(f"  logged: {preview.touch}")
        if plan:
            for line in plan_lines(plan, today):
                tell_result(line)
    if preview.note:
        tell(preview.note)


def plan_json(plan: PlanPreview | PlanView) -> list[dict[str, Any]]:
    """The steps still to be done, for scripts."""
    return [
        {"due": step.on, "channel": step.channel, "to": step.contact, "purpose": step.purpose, "why": step.why}
        for step in plan.steps
        if step.is_open
    ]


def plan_lines(plan: PlanPreview | PlanView, today: date) -> list[str]:
    """A plan in lines: its steps with their dates, what it says of itself, and both shares."""
    rows = [
        (
            say_day(step.on, today) if step.is_open else step.state.replace("-", " "),
            step.channel,
            step.contact,
            step.purpose,
        )
        for step in plan.steps
    ]
    lines = columns(rows, width=width_of_output(), limits=(16, 8, 28), indent=2)
    lines += [f"  {note}" for note in getattr(plan, "notes", ())]
    if plan.share is not None and plan.share_even is not None:
        lines.append(
            f"  These dates meet {100 * plan.share:.1f} % of the moments at which the chair may come free, "
            f"even spacing {100 * plan.share_even:.1f} % (`callback windows --sources` says where that is from)."
        )
    return lines
