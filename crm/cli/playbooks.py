"""`callback playbooks`: which there are, one of them step by step, and whether a file of one's own holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm.cli.lazy import examples
from crm.cli.output import columns, pad, print_json, say, tell, width_of_output
from crm.cli.parameters import LINE, json_option
from crm.cli.state import State, pass_state
from crm.domain.playbooks import Also, Playbook, PlaybookStep, Prompts, Turn
from crm.domain.words import count

if TYPE_CHECKING:
    from crm.book.playbooks import PlaybookProblem

EXIT_PROBLEMS = 3
_PROMPT_WORDS = {"opening": "say", "question": "ask", "avoid": "leave out", "voicemail": "voicemail"}


@click.group(
    invoke_without_command=True,
    epilog=examples(
        "callback playbooks                         which there are",
        "callback playbooks show after the no       its steps, and what to say",
        "callback playbooks check my-own.yaml       does the file hold?",
    ),
)
@json_option()
@click.pass_context
def playbooks(ctx: click.Context, as_json: bool) -> None:
    """What to do after a no, after an interview and in other cases, step by step.

    A file of your own in the `playbooks` folder (see `callback where`) is one more; with the name of another it
    takes that one's place. Exit code 3 when a file could not be used.
    """
    if ctx.invoked_subcommand is not None:
        return
    from crm.book.playbooks import is_own, load_playbooks

    where = ctx.ensure_object(State).places
    found, problems = load_playbooks(where)
    if as_json:
        print_json(
            [
                {
                    "name": each.name,
                    "about": each.about,
                    "starts_with": each.starts_with,
                    "steps": len(each.steps),
                    "own": is_own(each, where),
                    "file": each.file,
                }
                for each in found.values()
            ]
        )
    else:
        rows = [
            (each.name, count(len(each.steps), "step"), "own" if is_own(each, where) else "shipped", each.about)
            for each in found.values()
        ]
        for line in columns(rows, width=width_of_output(), limits=(32, 9, 7)):
            say(line)
    _leave_with(problems)


@playbooks.command(
    epilog=examples("callback playbooks show after the no", "callback playbooks show landed --json | jq '.steps[].key'")
)
@click.argument("name", nargs=-1, required=True, type=LINE)
@json_option()
@pass_state
def show(state: State, name: tuple[str, ...], as_json: bool) -> None:
    """One playbook: its steps, for whom, when, and what to say. A part of NAME is enough."""
    from crm.book.playbooks import get_playbook, is_own

    playbook = get_playbook(" ".join(name), state.places)
    own = is_own(playbook, state.places)
    if as_json:
        print_json(_as_json(playbook, own))
        return
    say(playbook.name)
    if playbook.about:
        say(playbook.about)
    say(f"starts with: {playbook.starts_with} · {count(len(playbook.steps), 'step')} · {'own' if own else 'shipped'}")
    for number, step in enumerate(playbook.steps, 1):
        say()
        for line in _step_lines(number, step):
            say(line)


@playbooks.command(epilog=examples("callback playbooks check my-own.yaml"))
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Whether the playbook in FILE holds; else every problem with its line, and exit code 3."""
    from crm.book.playbooks import read_playbook_file

    playbook, problems = read_playbook_file(file)
    if playbook is not None:
        say(f"{file} is sound: “{playbook.name}”, {count(len(playbook.steps), 'step')}.")
    _leave_with(problems)


def _leave_with(problems: Sequence[PlaybookProblem]) -> None:
    """Tells the problems and leaves with 3, where there are any."""
    for problem in problems:
        tell(str(problem))
    if problems:
        raise click.exceptions.Exit(EXIT_PROBLEMS)


# One playbook in words


def _step_lines(number: int, step: PlaybookStep) -> Iterator[str]:
    yield f"{number:>2}  {step.purpose}"
    for label, value in _facts(step):
        yield from _wrapped(label, value, 4)
    yield from _prompt_lines(step.prompts, 4)
    for turn in step.turns:
        yield from _wrapped("·", turn.purpose, 4, 2)
        yield from _about(turn.why, turn.prompts)
    for also in step.also:
        which = "each" if also.every == 1 else f"every {_ordinal(also.every)}"
        text = f"{which} also to {_parts(also.to)}, {count(also.days_later, 'day')} later: {also.purpose}"
        yield from _wrapped("·", text.removesuffix(": "), 4, 2)
        yield from _about(also.why, also.prompts)


def _about(why: str, prompts: Prompts) -> Iterator[str]:
    if why:
        yield from _wrapped("why", why, 6)
    yield from _prompt_lines(prompts, 6)


def _facts(step: PlaybookStep) -> Iterator[tuple[str, str]]:
    yield "key", step.key
    yield "when", _when(step)
    yield "to", f"everybody who is {_parts(step.to)}" if step.each else _parts(step.to)
    yield "by", step.channel
    for label, conditions, joint in (
        ("only if", step.only_if, " and "),
        ("unless", step.unless, " or "),
        ("done if", step.done_if, " or "),
    ):
        if conditions:
            yield label, joint.join(conditions)
    if step.why:
        yield "why", step.why


def _when(step: PlaybookStep) -> str:
    if step.in_place_after is not None:
        span = str(step.in_place_after).removesuffix(" after the start")
        return f"in place of the first repeated step from {span} after the start on"
    text = str(step.offset)
    if step.repeat > 1:
        each = text.partition(" after ")[0]
        text = f"{text}, then every {each.removeprefix('1 ')}, {step.repeat} times in all"
    return text if step.not_before is None else f"{text}, not before {step.not_before}"


def _parts(parts: Sequence[str]) -> str:
    return ", else ".join(parts)


def _ordinal(number: int) -> str:
    words = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}
    return words.get(number, f"{number}.")


def _prompt_lines(prompts: Prompts, indent: int) -> Iterator[str]:
    for field, word in _PROMPT_WORDS.items():
        if text := getattr(prompts, field):
            yield from _wrapped(word, text, indent)


def _wrapped(label: str, text: str, indent: int, label_cells: int = 11) -> Iterator[str]:
    """A label and its text, as wide as the terminal and at most as wide as one reads."""
    import textwrap

    head = " " * indent + pad(label, label_cells)
    width = max(40, min(width_of_output(), 100))
    yield from textwrap.wrap(
        " ".join(text.split()), width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
    )


# For scripts


def _as_json(playbook: Playbook, own: bool) -> dict[str, Any]:
    return {
        "name": playbook.name,
        "about": playbook.about,
        "starts_with": playbook.starts_with,
        "own": own,
        "file": playbook.file,
        "steps": [_step_json(step) for step in playbook.steps],
    }


def _step_json(step: PlaybookStep) -> dict[str, Any]:
    span = step.in_place_after
    return {
        "key": step.key,
        "purpose": step.purpose,
        "why": step.why,
        "to": step.to,
        "each": step.each,
        "channel": step.channel,
        "when": None if span else str(step.offset),
        "not_before": None if step.not_before is None else str(step.not_before),
        "in_place_after": None if span is None else str(span),
        "only_if": step.only_if,
        "unless": step.unless,
        "done_if": step.done_if,
        "phase": step.phase,
        "coffee": step.is_coffee,
        "keep_late": step.keep_late,
        "repeat": step.repeat,
        "rotate": [_turn_json(turn) for turn in step.turns],
        "also": [_turn_json(also) for also in step.also],
        "prompts": asdict(step.prompts),
    }


def _turn_json(turn: Turn | Also) -> dict[str, Any]:
    return asdict(turn)
