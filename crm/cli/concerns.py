"""`callback concerns`: what they said about you and about their work, and where it was answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from crm.book.errors import Declined, Refused
from crm.cli.interview_phrases import concern_json, concern_state
from crm.cli.lazy import examples
from crm.cli.output import asks, columns, confirm, print_json, say, tell, width_of_output
from crm.cli.parameters import LINE, NAME, PAST_DATE, TEXT, json_option, yes_option
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.interviews import ANSWERS, CONCERN_KINDS, Concern


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "callback concerns --open",
        "callback concerns --with dana --json",
        'callback concerns answer 4 --how letter --proof "billing"',
        "callback concerns close 4",
    ),
)
@click.option("--open", "open_only", is_flag=True, help="Only those that are not answered yet.")
@click.option("--with", "who", type=NAME, metavar="WHO", help="What this person said, or was there for.")
@click.option("--for", "opportunity", type=NAME, metavar="OPPORTUNITY", help="Only of this opportunity.")
@click.option("--employer", type=NAME, metavar="NAME", help="Only of this employer.")
@click.option("--kind", type=click.Choice(CONCERN_KINDS), help="Only these.")
@json_option()
@click.pass_context
def concerns(
    ctx: click.Context,
    open_only: bool,
    who: str | None,
    opportunity: str | None,
    employer: str | None,
    kind: str | None,
    as_json: bool,
) -> None:
    """Challenges and concerns in their words, newest first, each with where it was answered.

    One stays open until it is answered in a letter that was sent, in a talk, by work done for them, or is closed.
    """
    if ctx.invoked_subcommand is not None:
        if open_only or who or opportunity or employer or kind or as_json:
            raise click.UsageError(
                f"Put the options behind `{ctx.invoked_subcommand}`: before it they filter the list."
            )
        return
    state = ctx.ensure_object(State)
    with state.open() as book:
        from crm.book.concerns import ledger
        from crm.book.pipeline import the_opportunity
        from crm.book.targets import the_employer

        found = ledger(
            book,
            contact_id=person(book, who).id if who else None,
            opportunity_id=the_opportunity(book, opportunity).id if opportunity else None,
            employer_id=the_employer(book, employer).id if employer else None,
            kind=kind,
            open_only=open_only,
        )
    if as_json:
        print_json([concern_json(one) for one in found])
        return
    if not found:
        say(
            "Nothing is open."
            if open_only
            else "Nothing noted yet. `callback interview debrief` and `concerns add` do."
        )
    rows = [
        (
            str(one.id),
            one.kind,
            concern_state(one, state.today),
            ", ".join(part for part in (one.said_by, one.employer or one.opportunity) if part),
            one.text,
        )
        for one in found
    ]
    for line in columns(rows, width=width_of_output(), limits=(5, 9, 40, 40), least=(3, 9, 10, 0)):
        say(line)


@concerns.command(
    epilog=examples(
        'callback concerns add "no team led yet" --for platform --said-by dana',
        'callback concerns add "churn in the first month" --kind challenge --said-by dana',
    )
)
@click.argument("text", type=TEXT, metavar="TEXT")
@click.option("--kind", type=click.Choice(CONCERN_KINDS), default="concern", show_default=True)
@click.option("--for", "opportunity", type=NAME, metavar="OPPORTUNITY", help="For which opportunity.")
@click.option("--interview", "interview_id", type=int, metavar="ID", help="In which interview.")
@click.option("--said-by", type=NAME, metavar="WHO", help="Who said it.")
@click.option("--on", type=PAST_DATE, metavar="DATE", help="When, today unless said.")
@json_option()
@pass_state
def add(
    state: State,
    text: str,
    kind: str,
    opportunity: str | None,
    interview_id: int | None,
    said_by: str | None,
    on: date | None,
    as_json: bool,
) -> None:
    """Write down what they said, in their words."""
    with state.open() as book:
        from crm.book.concerns import add_concern, get_concern
        from crm.book.pipeline import the_opportunity
        from crm.book.proofs import suggestions

        number = add_concern(
            book,
            text,
            kind=kind,
            opportunity_id=the_opportunity(book, opportunity).id if opportunity else None,
            interview_id=interview_id,
            contact_id=person(book, said_by).id if said_by else None,
            on=on,
        )
        one = get_concern(book, number)
        fits = suggestions(book, one.text)
    if as_json:
        print_json(concern_json(one))
        return
    say(f"Added the {one.kind}  (id {number})")
    for fit in fits:
        say(f"  this may answer it: {fit.proof.title}  (proof {fit.proof.id}; {fit.why})")


@concerns.command(
    epilog=examples(
        'callback concerns answer 4 --proof "billing"                       ready to be answered with that story',
        'callback concerns answer 4 --how talk --note "told her of the team in Lyon"',
        'callback concerns answer 4 --how work --on "last fri" --proof 2',
    )
)
@click.argument("number", type=int, metavar="ID")
@click.option(
    "--proof", "proofs", multiple=True, type=NAME, metavar="PROOF", help="A proof point: id or words. Repeat."
)
@click.option("--how", type=click.Choice(ANSWERS), help="It was answered in a letter, in a talk, by work done.")
@click.option("--note", type=TEXT, default="", metavar="TEXT", help="What you said or did.")
@click.option("--letter", "letter_id", type=int, metavar="ID", help="The letter in the book; it counts once sent.")
@click.option("--on", type=PAST_DATE, metavar="DATE", help="When, today unless said.")
@json_option()
@pass_state
def answer(
    state: State,
    number: int,
    proofs: tuple[str, ...],
    how: str | None,
    note: str,
    letter_id: int | None,
    on: date | None,
    as_json: bool,
) -> None:
    """Say with which proof points it can be answered, and where it was."""
    if letter_id is not None and how is None:
        how = "letter"
    if how is None and (note or on):
        raise Refused("Say how it was answered: `--how letter`, `talk` or `work`.")
    if how is None and not proofs:
        raise Refused("Say with which story (--proof), or how it was answered (--how letter, talk or work).")
    with state.open() as book:
        from crm.book.concerns import get_concern, link_proofs, record_answer
        from crm.book.proofs import the_proof

        ids = [the_proof(book, text).id for text in proofs]
        if how is None:
            link_proofs(book, number, ids)
        else:
            record_answer(book, number, how, on=on, note=note, letter_id=letter_id, proof_ids=ids)
        one = get_concern(book, number)
    _report(state, one, as_json)


@concerns.command(epilog=examples("callback concerns close 4"))
@click.argument("number", type=int, metavar="ID")
@json_option()
@pass_state
def close(state: State, number: int, as_json: bool) -> None:
    """It no longer matters."""
    with state.open() as book:
        from crm.book.concerns import close_concern, get_concern

        close_concern(book, number)
        one = get_concern(book, number)
    _report(state, one, as_json)


@concerns.command(epilog=examples("callback concerns reopen 4"))
@click.argument("number", type=int, metavar="ID")
@json_option()
@pass_state
def reopen(state: State, number: int, as_json: bool) -> None:
    """It matters again."""
    with state.open() as book:
        from crm.book.concerns import get_concern, reopen_concern

        reopen_concern(book, number)
        one = get_concern(book, number)
    _report(state, one, as_json)


@concerns.command(epilog=examples('callback concerns edit 4 --text "no team of more than ten led yet"'))
@click.argument("number", type=int, metavar="ID")
@click.option("--text", type=TEXT, metavar="TEXT", help="Their words.")
@click.option("--kind", type=click.Choice(CONCERN_KINDS))
@click.option("--said-by", type=LINE, metavar="WHO", help="Who said it; an empty text for nobody known.")
@click.option("--on", type=PAST_DATE, metavar="DATE", help="When.")
@json_option()
@pass_state
def edit(state: State, /, number: int, said_by: str | None, as_json: bool, **given: Any) -> None:
    """Change the words, the kind, the day or who said it."""
    changes = {name: value for name, value in given.items() if value is not None}
    with state.open() as book:
        from crm.book.concerns import edit_concern, get_concern

        if said_by is not None:
            changes["contact_id"] = person(book, said_by).id if said_by else None
        if not changes:
            raise Refused("Nothing to change was given: `callback concerns edit --help` lists what can be.")
        edit_concern(book, number, **changes)
        one = get_concern(book, number)
    _report(state, one, as_json)


@concerns.command(epilog=examples("callback concerns delete 4 --yes"))
@click.argument("number", type=int, metavar="ID")
@yes_option()
@json_option()
@pass_state
def delete(state: State, number: int, yes: bool, as_json: bool) -> None:
    """Delete it with its answers; `undo` brings it back.

    On a terminal it asks first; without one, or with --yes, it goes ahead.
    """
    with state.open() as book:
        from crm.book.concerns import delete_concern, get_concern

        one = get_concern(book, number)
        if not yes and asks() and not confirm(f"Delete the {one.kind} “{one.text}”?"):
            raise Declined("Nothing was deleted.")
        delete_concern(book, number)
    if as_json:
        print_json({"deleted": number})
        return
    say(f"Deleted the {one.kind}.")
    tell("`callback undo` brings it back.")


def _report(state: State, one: Concern, as_json: bool) -> None:
    if as_json:
        print_json(concern_json(one))
        return
    say(f"{one.kind.capitalize()} {one.id}: {concern_state(one, state.today)}.")
