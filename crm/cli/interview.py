"""`callback interview`: plan one, note what it brought, look it up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

import click

from crm.book.errors import Declined, NotFound, Refused
from crm.cli.interview_phrases import interview_json, interview_line, interview_lines, when_words
from crm.cli.lazy import examples
from crm.cli.output import asks, columns, confirm, print_json, say, say_text, tell, width_of_output
from crm.cli.parameters import LINE, NAME, TEXT, json_option, yes_option
from crm.cli.picking import people, person
from crm.cli.state import State, pass_state
from crm.domain.date_phrases import DatePhraseError, parse_date, parse_when
from crm.domain.interviews import DEBRIEF_TEXTS, KINDS, STATUSES, Interview, Quote, tells_of_it
from crm.domain.text import clean_line
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.interviews import NewDebrief
    from crm.book.session import Book

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class TimeOfDay(click.ParamType):  # type: ignore[type-arg]
    """A time of day as it is said: `14:30`, `2pm`."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """The time."""
        if isinstance(value, time):
            return value
        try:
            _, at = parse_when(clean_line(str(value)), date(2000, 1, 1))
        except DatePhraseError:
            at = None
        if at is None:
            self.fail(f"“{clean_line(str(value))[:40]}” is no time of day: write for instance 14:30 or 2pm", param, ctx)
        return at


def _debrief_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(
        (
            click.option("--challenge", "challenges", multiple=True, type=TEXT, help="A challenge they named. Repeat."),
            click.option("--concern", "concerns", multiple=True, type=TEXT, help="A concern about you. Repeat."),
            click.option(
                "--said-by", type=NAME, metavar="WHO", help="Who said it; with one person there, it was they."
            ),
            click.option("--responsibilities", type=TEXT, help="What the role is responsible for."),
            click.option("--first-tasks", type=TEXT, help="What the new hire must do first."),
            click.option("--competition", type=TEXT, help="Their answer to “how do I compare”."),
            click.option("--advantage", type=TEXT, help="What you have that the others have not."),
            click.option("--question", "questions", multiple=True, type=TEXT, help="What you have yet to ask. Repeat."),
            click.option("--chemistry", type=TEXT, help="Their tone, how formal, how it felt."),
            click.option("--went-well", type=TEXT, help="What went well."),
            click.option("--put-off", type=TEXT, help="What put them off."),
            click.option("--next-time", type=TEXT, help="What to do differently."),
            click.option("--notes", "-n", type=TEXT, help="Whatever else they said."),
        )
    ):
        command = option(command)
    return command


def _place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(
        (
            click.option("--on", type=LINE, metavar="DATE", help="The day; a new one is today's unless said."),
            click.option("--at", type=TimeOfDay(), metavar="TIME", help="The time there, for instance 14:30."),
            click.option("--zone", type=LINE, help="Their time zone, for instance Europe/Berlin; yours unless said."),
            click.option("--minutes", type=click.IntRange(min=1), help="How long; an hour unless said."),
            click.option("--kind", type=LINE, help=f"{', '.join(KINDS)}, or your own word."),
            click.option("--location", type=LINE, help="Where, or the link."),
            click.option("--with", "who", multiple=True, type=NAME, metavar="WHO", help="Who takes part. Repeat."),
        )
    ):
        command = option(command)
    return command


@click.group(
    epilog=examples(
        'callback interview add "platform engineer" --on "1 dec" --at 14:30 --zone Europe/Berlin --with dana',
        'callback interview debrief "platform engineer" --challenge "on-call is wearing them out"',
        "callback interview show platform",
    )
)
def interview() -> None:
    """Interviews: plan them, and note what each brought while it is fresh."""


@interview.command(
    epilog=examples(
        'callback interview add platform --on "1 dec" --at 14:30 --kind video --with dana',
        'callback interview add platform --on yesterday --with dana --challenge "churn" --concern "no team led yet"',
    )
)
@click.argument("opportunity", type=NAME, metavar="OPPORTUNITY")
@_place_options
@click.option("--held/--planned", default=None, help="It took place, or is still to come; by its day unless said.")
@_debrief_options
@click.option("--keep-stage", is_flag=True, help="Leave the stage as it is; else it comes to interviewing.")
@json_option()
@pass_state
def add(
    state: State,
    /,
    opportunity: str,
    on: str | None,
    who: tuple[str, ...],
    held: bool | None,
    keep_stage: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Put an interview in the book, to come or held.

    OPPORTUNITY is its id or part of its title. A day to come is planned, an earlier one was held.
    """
    noted = _noted(given)
    past = held is True or (held is None and tells_of_it(noted))
    day = _day(state, on, past=past) if on else state.today
    with state.open() as book:
        from crm.book.interviews import NewInterview, add_interview, get_interview
        from crm.book.pipeline import the_opportunity

        found = the_opportunity(book, opportunity)
        number = add_interview(
            book,
            found.id,
            NewInterview(
                on=day,
                contact_ids=[row.id for row in people(book, who)],
                held=held,
                debrief=_debrief(book, given),
                move_stage=not keep_stage,
                **_place(given),
            ),
        )
        one = get_interview(book, number)
        after = the_opportunity(book, str(found.id))
    if as_json:
        print_json(interview_json(one) | {"stage": after.stage})
        return
    word = "Noted" if one.status == "held" else "Planned"
    say(f"{word}: {interview_line(one, state.today)}  (id {number})")
    if after.stage != found.stage:
        say(f"  {after.title} is at {after.stage} now")
    _tell_alone(one)


@interview.command(
    epilog=examples(
        'callback interview debrief platform --challenge "on-call" --concern "no team led yet" --went-well "pace"',
        'callback interview debrief 3 --chemistry "dry, quick, likes figures" --question "who decides?"',
    )
)
@click.argument("which", type=NAME, metavar="OPPORTUNITY|ID")
@_debrief_options
@json_option()
@pass_state
def debrief(state: State, /, which: str, as_json: bool, **given: Any) -> None:
    """Note what an interview brought; it may be done again.

    A text that is given takes the place of the earlier one, challenges and concerns are added. A number is the id
    of an interview; an opportunity means its newest whose day has come. Questions, your advantage and notes can be
    prepared for one that is ahead.
    """
    if not _noted(given):
        raise Refused("There is nothing to note yet: `callback interview debrief --help` lists what can be.")
    with state.open() as book:
        from crm.book.interviews import debrief_interview, get_interview

        number = _which(book, which).id
        debrief_interview(book, number, _debrief(book, given))
        one = get_interview(book, number)
    _report(state, one, "Noted", as_json)


@interview.command(
    epilog=examples('callback interview edit 3 --on "2 dec" --at 10:00', "callback interview edit 3 --held")
)
@click.argument("number", type=int, metavar="ID")
@_place_options
@click.option("--held", "status", flag_value="held", help="It took place.")
@click.option("--planned", "status", flag_value="planned", help="It is still to come.")
@json_option()
@pass_state
def edit(
    state: State, /, number: int, on: str | None, who: tuple[str, ...], status: str | None, as_json: bool, **given: Any
) -> None:
    """Change the day, the place or the people.

    With --with those named are all who take part.
    """
    with state.open() as book:
        from crm.book.interviews import edit_interview, get_interview

        old = get_interview(book, number)
        changes = _place(given)
        if on:
            changes["on"] = _day(state, on, past="held" in {status, old.status})
        if status:
            changes["status"] = status
        if not (changes or who):
            raise Refused("Nothing to change was given: `callback interview edit --help` lists what can be.")
        ids = [row.id for row in people(book, who)] if who else None
        edit_interview(book, number, contact_ids=ids, **changes)
        one = get_interview(book, number)
    _report(state, one, "Changed", as_json)


@interview.command(epilog=examples("callback interview cancel 3"))
@click.argument("number", type=int, metavar="ID")
@json_option()
@pass_state
def cancel(state: State, number: int, as_json: bool) -> None:
    """Say that an interview does not take place; what was noted stays."""
    with state.open() as book:
        from crm.book.interviews import cancel_interview, get_interview

        cancel_interview(book, number)
        one = get_interview(book, number)
    _report(state, one, "Cancelled", as_json)


@interview.command(epilog=examples("callback interview delete 3", "callback interview delete 3 --yes"))
@click.argument("number", type=int, metavar="ID")
@yes_option()
@json_option()
@pass_state
def delete(state: State, number: int, yes: bool, as_json: bool) -> None:
    """Delete an interview; what was said in it stays.

    The challenges and concerns stay in the ledger; `undo` brings the interview back.

    On a terminal it asks first; without one, or with --yes, it goes ahead.
    """
    with state.open() as book:
        from crm.book.interviews import delete_interview, get_interview

        line = interview_line(get_interview(book, number), state.today)
        if not yes and asks() and not confirm(f"Delete {line}?"):
            raise Declined("Nothing was deleted.")
        delete_interview(book, number)
    if as_json:
        print_json({"deleted": number})
        return
    say(f"Deleted {line}.")
    tell("`callback undo` brings it back.")


@interview.command(epilog=examples("callback interview show platform", "callback interview show 3 --json"))
@click.argument("which", type=NAME, metavar="OPPORTUNITY|ID")
@json_option()
@pass_state
def show(state: State, which: str, as_json: bool) -> None:
    """What was noted of one, or of all for a role.

    A number is the id of an interview; anything else names an opportunity.
    """
    with state.open() as book:
        from crm.book.interviews import get_interview, interviews_of
        from crm.book.pipeline import the_opportunity

        if _is_number(which):
            found = [get_interview(book, int(which))]
        else:
            chosen = the_opportunity(book, which)
            found = interviews_of(book, chosen.id)
            if not found:
                raise NotFound(f"No interview for {chosen.title} is in the book: `callback interview add` records one.")
    if as_json:
        print_json([interview_json(one) for one in found])
        return
    for place, one in enumerate(found):
        if place:
            say()
        say(f"{interview_line(one, state.today)}  (id {one.id})")
        for label, text in interview_lines(one):
            say(f"  {label}")
            say_text(text, "    ")


@interview.command("list", epilog=examples("callback interview list", "callback interview list --status planned"))
@click.option("--status", type=click.Choice(STATUSES), help="Only these.")
@json_option()
@pass_state
def list_(state: State, status: str | None, as_json: bool) -> None:
    """All interviews, newest first."""
    with state.open() as book:
        from crm.book.interviews import all_interviews

        found = [one for one in all_interviews(book) if status in {None, one.status}]
    if as_json:
        print_json([interview_json(one) for one in found])
        return
    if not found:
        say("No interviews yet. `callback interview add OPPORTUNITY` puts one in the book.")
    rows = [
        (
            str(one.id),
            when_words(one, state.today),
            one.status,
            one.opportunity,
            one.employer,
            ", ".join(one.names) + (" · how was it?" if one.awaits_debrief(state.today) else ""),
        )
        for one in found
    ]
    for line in columns(rows, width=width_of_output(), limits=(5, 40, 9, 32, 24), least=(3, 12, 7, 12, 0)):
        say(line)


# Shared by the verbs


def _report(state: State, one: Interview, done: str, as_json: bool) -> None:
    if as_json:
        print_json(interview_json(one))
        return
    said = one.debrief
    counts = [
        count(len(quotes), what)
        for quotes, what in ((said.challenges, "challenge"), (said.concerns, "concern"))
        if quotes
    ]
    say(f"{done}: {interview_line(one, state.today)}{' · ' + ', '.join(counts) if counts else ''}")
    _tell_alone(one)


def _tell_alone(one: Interview) -> None:
    if one.status == "held" and not one.people:
        tell(f"Nobody is named in it, so no timeline shows it: `callback interview edit {one.id} --with WHO`.")


def _which(book: Book, which: str) -> Interview:
    from crm.book.interviews import get_interview, interview_to_debrief
    from crm.book.pipeline import the_opportunity

    if _is_number(which):
        return get_interview(book, int(which))
    return interview_to_debrief(book, the_opportunity(book, which).id)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _day(state: State, text: str, *, past: bool) -> date:
    try:
        return parse_date(text, state.today, past=past, week=state.settings.week)
    except DatePhraseError as error:
        raise click.BadParameter(str(error), param_hint="--on") from error


def _place(given: dict[str, Any]) -> dict[str, Any]:
    names = ("at", "zone", "minutes", "kind", "location")
    return {name: given[name] for name in names if given.get(name) is not None}


def _noted(given: dict[str, Any]) -> list[str]:
    return [name for name in ("challenges", "concerns", *DEBRIEF_TEXTS) if given.get(name)]


def _debrief(book: Book, given: dict[str, Any]) -> NewDebrief:
    from crm.book.interviews import NewDebrief

    who = person(book, given["said_by"]).id if given.get("said_by") else None
    texts = {name: given[name] for name in DEBRIEF_TEXTS if name != "questions" and given.get(name) is not None}
    if given["questions"]:
        texts["questions"] = "\n".join(given["questions"])
    new = NewDebrief(_quotes(given["challenges"], who), _quotes(given["concerns"], who))
    return replace(new, **texts)


def _quotes(texts: Sequence[str], who: int | None) -> tuple[Quote, ...]:
    return tuple(Quote(text, who) for text in texts)
