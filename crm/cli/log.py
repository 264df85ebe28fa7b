"""`callback log`: what passed between you and one or several people."""

from __future__ import annotations

from datetime import date

import click

from crm.book.errors import Refused
from crm.cli.lazy import examples
from crm.cli.output import print_json, say
from crm.cli.parameters import DATE, LINE, NAME, PAST_DATE, TEXT, json_option
from crm.cli.phrases import next_json, next_words
from crm.cli.picking import people
from crm.cli.plan_phrases import tell_warnings, warnings_json
from crm.cli.state import State, pass_state
from crm.domain.touches import CHANNELS, DIRECTIONS, OUTCOMES, usual_outcome
from crm.domain.words import count, say_day

_WRITTEN = frozenset({"email", "letter", "message"})


@click.command(
    epilog=examples(
        'callback log dana --note "asked what to build"           a call, today, that reached her',
        "callback log dana --channel voicemail",
        "callback log sam --channel email --direction in --on yesterday",
        'callback log dana --got feedback --note "more robotics"  the step that asks for it falls away',
        'callback log dana sam --channel meeting --gave "intro to Lee" --promise "next tue"',
    )
)
@click.argument("who", nargs=-1, required=True, type=NAME, metavar="WHO...")
@click.option("--channel", "-c", type=click.Choice(CHANNELS), default="call", show_default=True)
@click.option("--direction", "-d", type=click.Choice(DIRECTIONS), default="out", show_default=True)
@click.option(
    "--outcome",
    "-o",
    type=click.Choice(OUTCOMES),
    help="Reached; for email, letter and message sent, a voicemail no-answer, what comes in replied.",
)
@click.option("--on", type=PAST_DATE, metavar="DATE", help="The day it was, today unless said.")
@click.option("--note", "-n", type=TEXT, default="", metavar="TEXT", help="What was said.")
@click.option("--gave", type=TEXT, default="", metavar="TEXT", help="What you gave them.")
@click.option("--asked", type=TEXT, default="", metavar="TEXT", help="What you asked of them.")
@click.option("--got", type=TEXT, default="", metavar="TEXT", help="What they gave you: feedback, advice, a meeting …")
@click.option("--promise", type=DATE, metavar="DATE", help="You promised something by that day.")
@click.option("--they-promised", type=DATE, metavar="DATE", help="They promised something by that day.")
@click.option("--promise-text", type=LINE, default="", metavar="TEXT", help="What was promised.")
@json_option()
@pass_state
def log(
    state: State,
    who: tuple[str, ...],
    channel: str,
    direction: str,
    outcome: str | None,
    on: date | None,
    note: str,
    gave: str,
    asked: str,
    got: str,
    promise: date | None,
    they_promised: date | None,
    promise_text: str,
    as_json: bool,
) -> None:
    """Log what passed between you and one or several people, and see the next date move."""
    day = on or state.today
    if day > state.today:
        raise Refused(
            f"{say_day(day, state.today)} is still to come, so it cannot be logged: "
            "`callback plan WHO DATE PURPOSE` puts it on that day."
        )
    with state.open() as book:
        from crm.book.etiquette import gap_warning
        from crm.book.touches import NewTouch, log_touch

        rows = people(book, who)
        new = NewTouch(
            on=day,
            channel=channel,
            direction=direction,
            outcome=outcome,
            note=note,
            gave=gave,
            asked=asked,
            got=got,
            promise=promise,
            they_promised=they_promised,
            promise_text=promise_text,
        )
        ids = [row.id for row in rows]
        warnings = gap_warning(book, ids, day) if direction == "out" else ()
        logged = log_touch(book, ids, new)
    uids = {row.id: row.uid for row in rows}
    if as_json:
        print_json(
            {
                "id": logged.touch_id,
                "on": day,
                "channel": channel,
                "direction": direction,
                "outcome": outcome or usual_outcome(channel, direction),
                "closed": logged.closed,
                "contacts": [
                    {
                        "contact": line.name,
                        "contact_uid": uids.get(line.contact_id, ""),
                        "next": next_json(line.next, line.why),
                    }
                    for line in logged.nexts
                ],
                "warnings": warnings_json(warnings),
            }
        )
        tell_warnings(warnings)
        return
    people_named = _with(channel, direction, [row.name for row in rows])
    when = "" if day == state.today else f" on {say_day(day, state.today)}"
    say(f"Logged {_named(channel, direction, outcome)} {people_named}{when}.")
    if logged.closed:
        say(f"That closes {count(logged.closed, 'open item')}.")
    for line in logged.nexts:
        say(f"  {line.name}: next {next_words(line.next, line.why, state.today)}")
    tell_warnings(warnings)


def _named(channel: str, direction: str, outcome: str | None) -> str:
    article = "an" if channel[0] in "aeo" else "a"
    said = "" if outcome in {None, usual_outcome(channel, direction)} else f" ({outcome})"
    return f"{article} {channel}{said}"


def _with(channel: str, direction: str, names: list[str]) -> str:
    shown = ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]
    if direction == "in":
        return f"from {shown}"
    if channel == "voicemail":
        return f"for {shown}"
    return f"to {shown}" if channel in _WRITTEN else f"with {shown}"
