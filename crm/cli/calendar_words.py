"""What is to be decided about the calendar, in lines and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crm.book.publishing import Ask


def ask_lines(asks: Sequence[Ask]) -> list[str]:
    """Each question with its number, both sides, the reason and what can be chosen."""
    lines = ["To decide (`callback calendar resolve NUMBER CHOICE`):"] if asks else []
    for ask in asks:
        there = f"{ask.there} in the calendar" if ask.kind == "deleted" else f"in the calendar: {ask.there}"
        lines.append(f"{ask.number:3}  {ask.summary}: here {ask.here}, {there}.")
        if ask.why:
            lines.append(f"     {ask.why}")
        lines.append(f"     {_choices(ask)}")
    return lines


def _choices(ask: Ask) -> str:
    from crm.book.publishing import CHOICE_WORDS

    return "; ".join(f"{choice}: {CHOICE_WORDS[choice]}" for choice in ask.choices)


def ask_json(ask: Ask) -> dict[str, Any]:
    """A question for scripts."""
    return {
        "number": ask.number,
        "uid": ask.uid,
        "kind": ask.kind,
        "summary": ask.summary,
        "here": ask.here,
        "there": ask.there,
        "why": ask.why,
        "choices": list(ask.choices),
    }
