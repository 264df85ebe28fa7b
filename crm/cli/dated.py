"""Verbs with a date that may count back: `callback move dana -3d`."""

from __future__ import annotations

import re

import click

_COUNTS_BACK = re.compile(r"-\d")


class DateCommand(click.Command):
    """A command in which `-3d` is a date, not an option; everything else that begins with a minus stays one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, those that count back behind a blank: click takes them as values, and values are trimmed."""
        return super().parse_args(ctx, [f" {arg}" if _COUNTS_BACK.match(arg) else arg for arg in args])
