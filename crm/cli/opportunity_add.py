"""`callback opportunity add`: a new role you go for."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from crm.book.errors import Refused
from crm.cli.lazy import examples
from crm.cli.opportunity_words import Word, named, opportunity_json
from crm.cli.output import print_json, say, tell
from crm.cli.parameters import DATE, LINE, NAME, PAST_DATE, TEXT, json_option
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.opportunities import ALL_STAGES, OPPORTUNITY_KINDS
from crm.domain.text import clean

_MOST_BYTES = 1_000_000


@click.command(
    epilog=examples(
        'callback opportunity add Data Analyst --employer "Northwind Robotics" --with dana',
        'callback opportunity add "Lead Engineer" --employer Kestrel --with sam --part recruiter --stage applied',
        "callback opportunity add Analyst --employer Harbor --posting posting.txt --decision +2w",
    )
)
@click.argument("title", nargs=-1, required=True, type=LINE, metavar="TITLE")
@click.option("--employer", "-e", type=NAME, required=True, metavar="NAME", help="Where it is.")
@click.option("--with", "who", multiple=True, type=NAME, metavar="WHO", help="Somebody with a part in it; repeatable.")
@click.option(
    "--part", "parts", multiple=True, type=LINE, metavar="PART", help="What that WHO is in it, in the same order."
)
@click.option("--link", type=LINE, metavar="URL", help="Where the posting is.")
@click.option(
    "--posting",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="The posting itself as text, as postings vanish; - for standard input.",
)
@click.option("--salary", type=LINE, metavar="TEXT", help="What they pay.")
@click.option("--source", type=LINE, metavar="TEXT", help="How you heard of it.")
@click.option("--decision", type=DATE, metavar="DATE", help="The day by which they decide.")
@click.option("--notes", type=TEXT, metavar="TEXT", help="Whatever else.")
@click.option("--stage", type=Word(ALL_STAGES), default="lead", show_default=True, help="Where it stands.")
@click.option("--on", type=PAST_DATE, metavar="DATE", help="Since when it stands there.")
@click.option("--kind", type=Word(OPPORTUNITY_KINDS), default="role", show_default=True)
@json_option()
@pass_state
def add(
    state: State,
    /,
    title: tuple[str, ...],
    employer: str,
    who: tuple[str, ...],
    parts: tuple[str, ...],
    link: str | None,
    posting: Path | None,
    salary: str | None,
    source: str | None,
    decision: date | None,
    notes: str | None,
    stage: str,
    on: date | None,
    kind: str,
    as_json: bool,
) -> None:
    """Add a role you go for. TITLE may be several words; the employer is added where it is new."""
    if len(parts) > len(who):
        raise click.UsageError("Each --part needs its --with: name the person first.")
    text = read_posting(posting) if posting else ""
    with state.open() as book:
        from crm.book.opportunities import NewOpportunity, add_opportunity, load_opportunity

        people = tuple(
            (person(book, each).id, part) for each, part in zip(who, (*parts, *[""] * len(who)), strict=False)
        )
        new = NewOpportunity(
            " ".join(part for part in title if part),
            employer,
            kind,
            link or "",
            text,
            salary or "",
            source or "",
            decision,
            notes or "",
            stage,
            on,
            people,
        )
        number = add_opportunity(book, new)
        found = load_opportunity(book, number)
        if as_json:
            print_json(opportunity_json(book, found))
            return
    say(f"Added {named(found)}: {found.stage}  (id {number}).")
    if not found.people:
        tell("Who is there? `callback opportunity person OPPORTUNITY WHO` gives somebody a part.")


def read_posting(path: Path) -> str:
    """The posting as text. Raises Refused for what is no text or too long, OSError for what cannot be read."""
    if str(path) == "-":
        raw = sys.stdin.buffer.read(_MOST_BYTES + 1)
    else:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise Refused("The posting is longer than a million bytes: keep its text only.")
    try:
        return clean(raw.decode("utf-8-sig")).strip()
    except UnicodeDecodeError:
        raise Refused("The posting is not text in UTF-8: copy its words into a text file.") from None
