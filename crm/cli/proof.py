"""`callback proof`: the bank of your own stories."""

from __future__ import annotations

from typing import Any

import click

from crm.book.errors import Declined, Refused
from crm.cli.interview_phrases import proof_json
from crm.cli.lazy import examples
from crm.cli.output import asks, columns, confirm, print_json, say, say_text, tell, width_of_output
from crm.cli.parameters import LINE, NAME, TEXT, json_option, yes_option
from crm.cli.state import State, pass_state
from crm.domain.interviews import ProofPoint
from crm.domain.words import count

_TAGS_HELP = "May be repeated, or parted by commas."


@click.group(
    epilog=examples(
        'callback proof add "Billing moved in six weeks" --result "no hour of downtime" --tag migration',
        "callback proof list migr",
        "callback proof show billing",
    )
)
def proof() -> None:
    """Your own stories: the situation, what you did, the result with a figure."""


@proof.command(
    epilog=examples(
        'callback proof add "On-call halved" --situation "11 pages a night" --action "cut the noise" '
        '--result "5 a week" --tag on-call,reliability'
    )
)
@click.argument("title", nargs=-1, required=True, type=LINE, metavar="TITLE")
@click.option("--situation", type=TEXT, default="", metavar="TEXT", help="How it was.")
@click.option("--action", type=TEXT, default="", metavar="TEXT", help="What you did.")
@click.option("--result", type=TEXT, default="", metavar="TEXT", help="What came of it, with a figure.")
@click.option("--tag", "tags", multiple=True, type=LINE, metavar="TAG[,TAG]", help=_TAGS_HELP)
@json_option()
@pass_state
def add(
    state: State,
    title: tuple[str, ...],
    situation: str,
    action: str,
    result: str,
    tags: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add a story. TITLE may be several words."""
    name = " ".join(part for part in title if part)
    if not name:
        raise Refused("A proof point needs a title: a few words that you know the story by.")
    with state.open() as book:
        from crm.book.proofs import NewProof, add_proof, get_proof

        number = add_proof(book, NewProof(name, situation, action, result, _tags(tags)))
        one = get_proof(book, number)
    if as_json:
        print_json(proof_json(one))
        return
    say(f"Added {one.title}  (id {number})")
    if not any(char.isnumeric() for char in one.result):
        tell("A figure in the result makes it stronger: `callback proof edit ID --result TEXT`.")


@proof.command("list", epilog=examples("callback proof list", "callback proof list migr --json"))
@click.argument("text", nargs=-1, type=LINE, metavar="[TEXT]")
@json_option()
@pass_state
def list_(state: State, text: tuple[str, ...], as_json: bool) -> None:
    """Your stories, or those that fit a text.

    Newest first; every word of TEXT begins a word of the story or a tag.
    """
    with state.open() as book:
        from crm.book.proofs import find_proofs

        found = find_proofs(book, " ".join(text))
    if as_json:
        print_json([proof_json(one) for one in found])
        return
    if not found:
        say("No story fits." if any(text) else "No proof points yet. `callback proof add TITLE` begins the bank.")
    rows = [(str(one.id), one.title, ", ".join(one.tags), _used(one), one.result) for one in found]
    for line in columns(rows, width=width_of_output(), limits=(5, 40, 24, 22), least=(3, 14, 0, 0)):
        say(line)


@proof.command(epilog=examples("callback proof show billing", "callback proof show 3 --json"))
@click.argument("which", type=NAME, metavar="PROOF")
@json_option()
@pass_state
def show(state: State, which: str, as_json: bool) -> None:
    """One story. PROOF is its id or words of it."""
    with state.open() as book:
        from crm.book.proofs import the_proof

        one = the_proof(book, which)
    if as_json:
        print_json(proof_json(one))
        return
    say(one.title)
    for label in ("situation", "action", "result"):
        if text := getattr(one, label):
            say(f"  {label}")
            say_text(text, "    ")
    if one.tags:
        say(f"  tags  {', '.join(one.tags)}")
    say(f"  used  {_used(one) or 'not yet'}")


@proof.command(epilog=examples('callback proof edit 3 --result "down to 5 pages a week" --tag on-call'))
@click.argument("which", type=NAME, metavar="PROOF")
@click.option("--title", type=LINE, metavar="TEXT")
@click.option("--situation", type=TEXT, metavar="TEXT")
@click.option("--action", type=TEXT, metavar="TEXT")
@click.option("--result", type=TEXT, metavar="TEXT")
@click.option("--tag", "tags", multiple=True, type=LINE, metavar="TAG[,TAG]", help=f"All of them. {_TAGS_HELP}")
@json_option()
@pass_state
def edit(state: State, /, which: str, tags: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Change a story. PROOF is its id or words of it; an empty text clears."""
    changes = {name: value for name, value in given.items() if value is not None}
    if tags:
        changes["tags"] = _tags(tags)
    if not changes:
        raise Refused("Nothing to change was given: `callback proof edit --help` lists what can be.")
    with state.open() as book:
        from crm.book.proofs import edit_proof, get_proof, the_proof

        number = the_proof(book, which).id
        edit_proof(book, number, **changes)
        one = get_proof(book, number)
    if as_json:
        print_json(proof_json(one))
        return
    say(f"Changed {one.title}.")


@proof.command(epilog=examples("callback proof delete 3 --yes"))
@click.argument("which", type=NAME, metavar="PROOF")
@yes_option()
@json_option()
@pass_state
def delete(state: State, which: str, yes: bool, as_json: bool) -> None:
    """Delete a story; `undo` brings it back.

    On a terminal it asks first; without one, or with --yes, it goes ahead.
    """
    with state.open() as book:
        from crm.book.proofs import delete_proof, the_proof

        one = the_proof(book, which)
        if not yes and asks() and not confirm(f"Delete {one.title}?"):
            raise Declined("Nothing was deleted.")
        delete_proof(book, one.id)
    if as_json:
        print_json({"deleted": one.id})
        return
    say(f"Deleted {one.title}.")
    tell("`callback undo` brings it back.")


def _used(one: ProofPoint) -> str:
    parts = (
        count(one.letters, "letter") if one.letters else "",
        count(one.answers, "answer") if one.answers else "",
    )
    return ", ".join(part for part in parts if part)


def _tags(tags: tuple[str, ...]) -> list[str]:
    return [tag.strip() for given in tags for tag in given.split(",")]
