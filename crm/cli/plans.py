"""`callback plans`: the plans that run, begun, ended, placed, and changed step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from crm.book.errors import Refused
from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word
from crm.cli.output import asks, confirm, print_json, say, tell
from crm.cli.parameters import DATE, LINE, NAME, json_option, yes_option
from crm.cli.picking import person
from crm.cli.plan_phrases import plan_json, plan_lines, plan_title, step_json, step_words
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.plan_views import PlanPreview
from crm.domain.touches import CHANNELS

if TYPE_CHECKING:
    from crm.book.session import Book
    from crm.domain.plan_views import PlanRequest, PlanView


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "callback plans                                        every plan that runs",
        "callback plans --for northwind                        those of a role",
        'callback plans start "after the no" --for northwind   shows the steps, then asks',
        "callback plans step 12 --on +1w",
    ),
)
@click.option("--for", "opportunity", type=NAME, metavar="OPPORTUNITY", help="Only those of a role.")
@click.option("--with", "who", type=NAME, metavar="WHO", help="Only those with somebody.")
@json_option()
@click.pass_context
@pass_state
def plans(state: State, ctx: click.Context, opportunity: str | None, who: str | None, as_json: bool) -> None:
    """The plans that run, with their steps, days, and what they meet."""
    if ctx.invoked_subcommand is not None:
        if opportunity or who:
            raise Refused(f"--for and --with belong behind the verb: `callback plans {ctx.invoked_subcommand} …`.")
        return
    if opportunity and who:
        raise Refused("Either --for OPPORTUNITY or --with WHO: a plan is looked up by one of them.")
    try:
        with state.open() as book:
            found = _found(book, opportunity, who)
    except NoBookYet as missing:
        found = []
        tell(str(missing))
    if as_json:
        print_json([plan_json(plan) for plan in found])
        return
    if not found:
        say("No plan runs here. `callback no` begins one after a no, `callback plans start` any other.")
    for place, plan in enumerate(found):
        if place:
            say()
        for line in plan_lines(plan, state.today):
            say(line)


def _found(book: Book, opportunity: str | None, who: str | None) -> list[PlanView]:
    from crm.book.plans import plans_of, running_plans

    if opportunity:
        from crm.book.opportunities import the_opportunity

        return plans_of(book, opportunity_id=the_opportunity(book, opportunity).id)
    return plans_of(book, contact_id=person(book, who).id) if who else running_plans(book)


@plans.command(
    epilog=examples(
        'callback plans start "after an interview" --for northwind',
        'callback plans start introduction --with dana --with sam --on "next mon"',
        'callback plans start "after the no" --for northwind --plain --yes',
    )
)
@click.argument("playbook", nargs=-1, required=True, type=LINE, metavar="PLAYBOOK...")
@click.option("--for", "opportunity", type=NAME, metavar="OPPORTUNITY", help="For a role and the people in it.")
@click.option("--with", "who", type=NAME, multiple=True, metavar="WHO", help="With these people; may be repeated.")
@click.option("--on", type=DATE, metavar="DATE", help="The day it starts from: the no, the interview, else today.")
@click.option("--coffee", type=Word(("now", "later")), help="Ask for a coffee in two weeks, or after half a year.")
@click.option("--plain", is_flag=True, help="Evenly spaced, not placed by the callback window.")
@click.option("--no-join", is_flag=True, help="Leave out whoever has a running plan already.")
@yes_option()
@json_option()
@pass_state
def start(
    state: State,
    /,
    playbook: tuple[str, ...],
    opportunity: str | None,
    who: tuple[str, ...],
    on: date | None,
    coffee: str | None,
    plain: bool,
    no_join: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Begin a plan from PLAYBOOK: it shows the steps with their days, then asks.

    `callback playbooks` lists what there is. One `callback undo` takes the whole plan back.
    """
    if not opportunity and not who:
        raise Refused("For whom? --for OPPORTUNITY takes the people of a role, --with WHO names them.")
    with state.open() as book:
        from crm.book.plan_requests import request_for
        from crm.book.plans import apply_plan, get_plan, preview_plan

        role = None
        if opportunity:
            from crm.book.opportunities import the_opportunity

            role = the_opportunity(book, opportunity).id
        request = request_for(
            book,
            " ".join(part for part in playbook if part),
            opportunity_id=role,
            contact_ids=[person(book, each).id for each in who],
            on=on,
            placing="plain" if plain else "placed",
            coffee=coffee or "now",  # type: ignore[arg-type]
            join=not no_join,
        )
        preview = preview_plan(book, request)
        if not preview.steps:
            raise Refused(
                "A plan needs somebody with a part that the playbook asks for: `callback edit WHO --set role=…` or "
                "`callback opportunity person OPPORTUNITY WHO` gives them one."
            )
        if not yes:
            if not asks():
                _show(request, preview, state.today, as_json, say)
                tell("Nothing was planned yet: the same with --yes begins it.")
                raise click.exceptions.Exit(1)
            _show(request, preview, state.today, False, tell)
            if not confirm("Begin this plan?"):
                tell("Nothing was planned.")
                raise click.exceptions.Exit(1)
        made = get_plan(book, apply_plan(book, request))
    if as_json:
        print_json(plan_json(made))
    elif yes:
        for line in plan_lines(made, state.today):
            say(line)
    else:
        say(f"Begun as plan {made.id}.")
    if not as_json:
        tell("`callback undo` takes it back.")


def _show(
    request: PlanRequest, preview: PlanPreview, today: date, as_json: bool, tell_result: Callable[[str], None]
) -> None:
    from crm.cli.no import plan_lines as preview_lines

    if as_json:
        print_json(
            {
                "playbook": preview.playbook,
                "start": request.start,
                "placing": preview.placing,
                "share": preview.share,
                "share_even": preview.share_even,
                "joins": list(preview.joins),
                "notes": list(preview.notes),
                "steps": [step_json(step) for step in preview.steps],
            }
        )
        return
    tell_result(f"{preview.playbook}:")
    for line in preview_lines(preview, today):
        tell_result(line)


@plans.command(epilog=examples("callback plans end 3"))
@click.argument("plan_id", type=int, metavar="ID")
@json_option()
@pass_state
def end(state: State, plan_id: int, as_json: bool) -> None:
    """End plan ID for everybody in it; what was done stays."""
    with state.open() as book:
        from crm.book.plans import end_plan, get_plan

        end_plan(book, plan_id)
        plan = get_plan(book, plan_id)
    if as_json:
        print_json(plan_json(plan))
        return
    say(f"Ended: {plan_title(plan)}.")
    tell("`callback undo` lets it run on.")


@plans.command(epilog=examples("callback plans place 3 plain", "callback plans place 3 placed --least 50 --most 70"))
@click.argument("plan_id", type=int, metavar="ID")
@click.argument("placing", type=Word(("placed", "plain")), metavar="placed|plain")
@click.option("--least", type=click.IntRange(min=1), metavar="DAYS", help="Between two placed touches, at least.")
@click.option("--most", type=click.IntRange(min=1), metavar="DAYS", help="Between two placed touches, at most.")
@json_option()
@pass_state
def place(state: State, plan_id: int, placing: str, least: int | None, most: int | None, as_json: bool) -> None:
    """Place the touches of plan ID by the callback window, or space them evenly."""
    with state.open() as book:
        from crm.book.plans import change_placing, get_plan

        change_placing(book, plan_id, placing, least=least, most=most)  # type: ignore[arg-type]
        plan = get_plan(book, plan_id)
    if as_json:
        print_json(plan_json(plan))
        return
    for line in plan_lines(plan, state.today):
        say(line)


@plans.command(
    epilog=examples(
        'callback plans step 12 --on "next tue"',
        'callback plans step 12 --channel email --purpose "send the article"',
        "callback plans step 12 --skip",
    )
)
@click.argument("step_id", type=int, metavar="ID")
@click.option("--on", type=DATE, metavar="DATE", help="Move it to that day; it is not placed any more.")
@click.option("--channel", "-c", type=click.Choice(CHANNELS), help="How you mean to be in touch.")
@click.option("--purpose", type=LINE, metavar="TEXT", help="What it is for.")
@click.option("--skip", "skipped", is_flag=True, help="Let it go.")
@click.option("--done", "done", is_flag=True, help="It is done, without a touch to log.")
@json_option()
@pass_state
def step(state: State, /, step_id: int, as_json: bool, **options: Any) -> None:
    """Change step ID of a plan; `callback plans` lists the ids."""
    chosen = [name for name, value in options.items() if value not in {None, False}]
    if not chosen:
        raise Refused("What about this step? --on, --channel, --purpose, --skip or --done.")
    if len(chosen) > 1 and not {"skipped", "done", "on"}.isdisjoint(chosen):
        raise Refused("One thing at a time: --on, --skip or --done, or --channel and --purpose together.")
    with state.open() as book:
        from crm.book import plans as book_plans

        if options["skipped"]:
            book_plans.skip_step(book, step_id)
        elif options["done"]:
            book_plans.finish_step(book, step_id)
        elif options["on"] is not None:
            book_plans.move_step(book, step_id, options["on"])
        else:
            book_plans.edit_step(book, step_id, channel=options["channel"], purpose=options["purpose"])
        found = book_plans.get_step(book, step_id)[1]
    if as_json:
        print_json(step_json(found))
        return
    word = {"skipped": "Skipped", "done": "Done"}.get(found.state, "Now")
    say(f"{word}: {step_words(found, state.today)} ({found.contact}).")
