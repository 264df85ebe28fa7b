"""`callback letter finish`, `sent` and `delete`."""

from __future__ import annotations

from datetime import date

import click

from crm.book.errors import Declined
from crm.cli.lazy import examples
from crm.cli.letter_phrases import letter_argument, named, row_json
from crm.cli.output import asks, confirm, print_json, say, tell
from crm.cli.parameters import LINE, PAST_DATE, TEXT, json_option, yes_option
from crm.cli.phrases import next_json, next_words
from crm.cli.state import State, pass_state
from crm.domain.words import count, say_day


@click.command(
    epilog=examples(
        "callback letter finish dana                  rests until tomorrow 07:00",
        "callback letter finish dana --reader Ana     Ana reads it first",
        "callback letter finish dana --early          ready now, on purpose",
    )
)
@letter_argument()
@click.option("--reader", type=LINE, metavar="NAME", help="Who reads it first; you give it to them.")
@click.option("--early", is_flag=True, help="Ends the rest at once, on purpose: that is recorded.")
@json_option()
@pass_state
def finish(state: State, letter: str, reader: str | None, early: bool, as_json: bool) -> None:
    """The draft is finished: it rests overnight, then the queue shows it as ready to reread.

    It is ready at 07:00, at least five hours after it was finished. --early also ends the rest of a letter that was
    finished before.
    """
    with state.open() as book:
        from crm.book.letter_reading import letter_row, the_letter
        from crm.book.letters import finish_letter, set_early

        row = the_letter(book, letter, unsent=True)
        if early and row.status == "finished":
            set_early(book, row.id)
            row = letter_row(book, row.id)
        else:
            row = finish_letter(book, row.id, reader, early=early)
    if as_json:
        print_json(row_json(row))
    else:
        say(f"Finished {named(row)}: {row.state}.")


@click.command(
    epilog=examples(
        "callback letter sent dana",
        "callback letter sent dana --on yesterday",
        "callback letter sent dana --early            it had not rested, on purpose",
    )
)
@letter_argument()
@click.option("--on", type=PAST_DATE, metavar="DATE", help="The day it went out, today unless said.")
@click.option("--early", is_flag=True, help="It goes out before it has rested, on purpose: that is recorded.")
@click.option("--gave", type=TEXT, metavar="TEXT", help="What you gave them, unless the kind of letter tells it.")
@click.option("--asked", type=TEXT, metavar="TEXT", help="What you asked of them, unless its questions tell it.")
@json_option()
@pass_state
def sent(
    state: State, letter: str, on: date | None, early: bool, gave: str | None, asked: str | None, as_json: bool
) -> None:
    """You sent it: the text is frozen, the touch is logged, and the concerns it takes up count as answered.

    Callback itself sends nothing. `callback undo` takes it back.
    """
    with state.open() as book:
        from crm.book.letter_reading import the_letter
        from crm.book.letter_sending import sent as mark_sent

        row = the_letter(book, letter, unsent=True)
        done = mark_sent(book, row.id, on, early=early, gave=gave, asked=asked)
    if as_json:
        print_json(
            {
                "id": row.id,
                "touch_id": done.touch_id,
                "on": on or state.today,
                "gave": done.gave,
                "asked": done.asked,
                "answers": list(done.answers),
                "contacts": [{"contact": line.name, "next": next_json(line.next, line.why)} for line in done.nexts],
            }
        )
        return
    when = "" if on in {None, state.today} else f" on {say_day(on or state.today, state.today)}"
    said = ", ".join(
        f"{verb} {what}" for verb, what in (("you gave", done.gave), ("you asked for", done.asked)) if what
    )
    say(f"Sent{when}: {named(row)}" + (f"; {said}." if said else "."))
    if done.answers:
        say(f"That answers {count(len(done.answers), 'point')}:")
        for answered in done.answers:
            say(f"  {answered}")
    for line in done.nexts:
        say(f"  {line.name}: next {next_words(line.next, line.why, state.today)}")


@click.command(epilog=examples("callback letter delete 3", "callback letter delete 3 --yes"))
@letter_argument()
@yes_option()
@json_option()
@pass_state
def delete(state: State, letter: str, yes: bool, as_json: bool) -> None:
    """Delete a letter with its versions; `undo` brings it back. The touch of one that was sent stays.

    On a terminal it asks first; without one, or with --yes, it goes ahead.
    """
    with state.open() as book:
        from crm.book.letter_reading import the_letter
        from crm.book.letters import delete_letter

        row = the_letter(book, letter, unsent=True)
        if not yes and asks() and not confirm(f"Delete {named(row)} ({row.title}; {row.state})?"):
            raise Declined("Nothing was deleted.")
        delete_letter(book, row.id)
    if as_json:
        print_json({"deleted": row.id, "uid": row.uid})
        return
    say(f"Deleted {named(row)}.")
    tell("`callback undo` brings it back.")
