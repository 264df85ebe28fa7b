"""Click groups whose verbs are imported when they are called, and help with examples."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from crm.cli.verbs import Verb
from crm.domain.text import clean_line


class LazyGroup(click.Group):
    """A group that knows its verbs by a table: `--help` lists them without importing any."""

    def __init__(self, *args: Any, table: Mapping[str, Verb], **kwargs: Any) -> None:
        kwargs.setdefault("subcommand_metavar", "VERB [ARGUMENTS]...")
        super().__init__(*args, **kwargs)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name, imported now."""
        verb = self.table.get(cmd_name)
        if verb is None:
            return None
        command: click.Command = getattr(import_module(verb.module), verb.attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but an unknown verb is answered with the nearest one."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.table, n=1)
            meant = f" Did you mean “{near[0]}”?" if near else ""
            ctx.fail(f"There is no verb “{clean_line(args[0])[:40]}”.{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs with their lines from the table."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verb.help) for name, verb in self.table.items()])


def examples(*lines: str) -> str:
    """An epilog that click prints as it stands."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
