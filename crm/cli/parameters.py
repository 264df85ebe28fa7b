"""The kinds of values that verbs take: cleaned text, and dates as they are said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import click

from crm.cli.state import State
from crm.domain.date_phrases import DatePhraseError, parse_date, parse_when
from crm.domain.text import clean, clean_line


class Line(click.ParamType):  # type: ignore[type-arg]
    """One line of text, cleaned. `needed` refuses an empty one."""

    name = "text"

    def __init__(self, *, needed: bool = False) -> None:
        self.needed = needed

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The cleaned line."""
        line = clean_line(str(value))
        if self.needed and not line:
            self.fail("it is empty", param, ctx)
        return line


class Text(click.ParamType):  # type: ignore[type-arg]
    """Text that may have several lines, cleaned."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The cleaned text."""
        return clean(str(value)).strip()


class Day(click.ParamType):  # type: ignore[type-arg]
    """A date as it is said. `past` reads a bare weekday or day of the month as the last one."""

    name = "date"

    def __init__(self, *, past: bool = False) -> None:
        self.past = past

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, counted from the local today."""
        if isinstance(value, date):
            return value
        state = _state(ctx)
        try:
            return parse_date(clean_line(str(value)), state.today, past=self.past, week=state.settings.week)
        except DatePhraseError as error:
            self.fail(str(error), param, ctx)


class When(click.ParamType):  # type: ignore[type-arg]
    """A date as it is said, with or without a time of day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, time | None]:
        """The date and the time, None where no time is said."""
        if isinstance(value, tuple):
            return value
        state = _state(ctx)
        try:
            return parse_when(clean_line(str(value)), state.today, week=state.settings.week)
        except DatePhraseError as error:
            self.fail(str(error), param, ctx)


def _state(ctx: click.Context | None) -> State:
    state = ctx.find_object(State) if ctx else None
    return state or State()


LINE = Line()
NAME = Line(needed=True)
TEXT = Text()
DATE = Day()
PAST_DATE = Day(past=True)
WHEN = When()

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def who_argument() -> _Decorator:
    """The argument WHO: a uid, an e-mail address or part of a name."""
    return click.argument("who", type=NAME, metavar="WHO")


def json_option() -> _Decorator:
    """`--json`: the result for scripts."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def id_option(what: str = "The one meant, when there are several.") -> _Decorator:
    """`--id`: picks one of several open items."""
    return click.option("--id", "item_id", type=int, metavar="ID", help=what)


def step_option() -> _Decorator:
    """`--step`: picks an open step of a plan."""
    return click.option("--step", "step_id", type=int, metavar="ID", help="The open step of their plan that is meant.")


def yes_option() -> _Decorator:
    """`--yes`: does not ask."""
    return click.option("--yes", is_flag=True, help="Do not ask.")
