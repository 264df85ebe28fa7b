"""`callback duplicates`: who is in the book twice, and who only looks like it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from crm.cli.lazy import examples
from crm.cli.output import print_json, say, tell
from crm.cli.parameters import NAME, json_option
from crm.cli.picking import person
from crm.cli.state import NoBookYet, State, pass_state
from crm.domain.text import fold
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.duplicates import DuplicatePair
    from crm.book.session import Book

_NONE = {"contact": "No two people here look like one.", "employer": "No two employers here look like one."}


@click.command(
    epilog=examples(
        "callback duplicates",
        "callback duplicates --employers",
        'callback duplicates --not-same "Dana Whitfield" "Dan Whitfield"    never ask about the two again',
        "callback merge dana@northwind.test d.whitfield@northwind.test      make them one",
    )
    + "\n\nJSON: a list of pairs, the sure ones first, each with number, kind (contact or employer), sure, reason, "
    "score (0 to 1), one and other (id, uid, name, about), and merge, the command that makes them one."
)
@click.option("--employers", is_flag=True, help="Employers, not people.")
@click.option(
    "--not-same", "apart", nargs=2, type=NAME, metavar="WHO WHO", help="Remember that these two are not the same."
)
@json_option()
@pass_state
def duplicates(state: State, employers: bool, apart: tuple[str, str] | None, as_json: bool) -> None:
    """Who may be in the book twice: those that are sure first, then by likeness, each with the reason."""
    if apart:
        _tell_apart(state, employers, apart, as_json)
        return
    pairs: Sequence[DuplicatePair] = ()
    commands: list[str] = []
    uids: dict[int, str] = {}
    try:
        with state.open() as book:
            from crm.book.duplicates import find_duplicate_employers, find_duplicates

            pairs = find_duplicate_employers(book) if employers else find_duplicates(book)
            table = "employer" if employers else "contact"
            called = _called(book, table, pairs)
            uids = {number: uid for number, (uid, _) in called.items()}
            commands = [_merge_command(pair, called) for pair in pairs]
    except NoBookYet as missing:
        tell(str(missing))
    if as_json:
        print_json(
            [
                _json(number, pair, uids, command)
                for number, (pair, command) in enumerate(zip(pairs, commands, strict=True), 1)
            ]
        )
        return
    if not pairs:
        say(_NONE["employer" if employers else "contact"])
        return
    _list(pairs, commands, employers)


def _list(pairs: Sequence[DuplicatePair], commands: Sequence[str], employers: bool) -> None:
    headed = None
    for number, (pair, command) in enumerate(zip(pairs, commands, strict=True), 1):
        if pair.sure is not headed:
            headed = pair.sure
            say("One and the same:" if pair.sure else "Perhaps the same:")
        say(f"{number:>4}  {_who(pair.one_name, pair.one_about)}")
        say(f"      {_who(pair.other_name, pair.other_about)}")
        say(f"      {pair.reason}")
        say(f"      {command}")
    what = count(len(pairs), "pair")
    other = " --employers" if employers else ""
    tell(f"{what}. Not the same? `callback duplicates{other} --not-same WHO WHO` remembers it for ever.")


def _who(name: str, about: str) -> str:
    return f"{name}  {about}" if about else name


def _called(book: Book, table: str, pairs: Sequence[DuplicatePair]) -> dict[int, tuple[str, str]]:
    """For each in the pairs the uid, and what to call it on the command line: the name where no other has it."""
    rows = book.store.rows(f"SELECT id, uid, name FROM {table}")
    wanted = {number for pair in pairs for number in (pair.one, pair.other)}
    times: dict[str, int] = {}
    for _, _, name in rows:
        times[fold(name)] = times.get(fold(name), 0) + 1
    return {
        number: (uid, name if times[fold(name)] == 1 and not name.startswith("-") else uid)
        for number, uid, name in rows
        if number in wanted
    }


def _merge_command(pair: DuplicatePair, called: dict[int, tuple[str, str]]) -> str:
    names = " ".join(shlex.quote(called[number][1]) for number in (pair.one, pair.other))
    return f"callback merge {names}{' --employers' if pair.kind == 'employer' else ''}"


def _json(number: int, pair: DuplicatePair, uids: dict[int, str], command: str) -> dict[str, Any]:
    return {
        "number": number,
        "kind": pair.kind,
        "sure": pair.sure,
        "reason": pair.reason,
        "score": round(pair.score, 3),
        "one": {"id": pair.one, "uid": uids[pair.one], "name": pair.one_name, "about": pair.one_about},
        "other": {"id": pair.other, "uid": uids[pair.other], "name": pair.other_name, "about": pair.other_about},
        "merge": command,
    }


def _tell_apart(state: State, employers: bool, apart: tuple[str, str], as_json: bool) -> None:
    with state.open() as book:
        from crm.book.not_same import say_not_same
        from crm.book.targets import the_employer

        rows = [the_employer(book, who) if employers else person(book, who) for who in apart]
        one, other = rows
        say_not_same(book, "employer" if employers else "contact", one.id, other.id)
    if as_json:
        print_json({"not_same": [{"uid": row.uid, "name": row.name} for row in rows]})
        return
    say(f"Remembered: {one.name} and {other.name} are not the same.")
    tell("`callback undo` forgets it.")
