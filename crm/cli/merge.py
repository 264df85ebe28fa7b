"""`callback merge`: two entries that are one, put together field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from crm.book.errors import Declined, Refused
from crm.cli.lazy import examples
from crm.cli.output import asks, columns, confirm, cut, print_json, say, tell, width_of_output
from crm.cli.parameters import NAME, json_option, yes_option
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from crm.book.merge_fields import MergePreview

_WORDS = ("kept", "other", "both")


@click.command(
    epilog=examples(
        'callback merge "Dana Whitfield" d.whitfield@northwind.test          shows what comes of it, then asks',
        'callback merge "Dana Whitfield" "D. Whitfield" --choose name=other --choose notes=kept',
        'callback merge "Dana Whitfield" "D. Whitfield" --dry-run            shows it and changes nothing',
        'callback merge "Northwind Robotics" "Northwind Robotics GmbH" --employers',
    )
    + "\n\nWhere both have a value the first one's stays, and its blanks are filled; lists and notes are joined. "
    "--choose says otherwise for a field as the preview calls it.\n\n"
    "JSON: keep and drop (uid, name), fields (field, label, kept, other, result, choices, chosen), moved and notes "
    "in words, and merged: whether it was done."
)
@click.argument("keep", type=NAME, metavar="KEEP")
@click.argument("drop", type=NAME, metavar="OTHER")
@click.option(
    "--choose", "chosen", multiple=True, metavar="FIELD=kept|other|both", help="Which value stays; may be repeated."
)
@click.option("--employers", is_flag=True, help="KEEP and OTHER are employers.")
@click.option("--dry-run", is_flag=True, help="Show what would come of it, and change nothing.")
@yes_option()
@json_option()
@pass_state
def merge(
    state: State,
    /,
    keep: str,
    drop: str,
    chosen: tuple[str, ...],
    employers: bool,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Make one of two: KEEP stays, and all that passed with OTHER becomes theirs. `undo` brings both back.

    What a file calls OTHER finds KEEP from then on.
    """
    choices = _choices(chosen)
    preview_of: Callable[..., MergePreview]
    do: Callable[..., None]
    with state.open() as book:
        if employers:
            from crm.book.merge_employers import merge_employers as do
            from crm.book.merge_employers import preview_merge_employers as preview_of
            from crm.book.targets import the_employer

            found = [(row.id, row.uid) for row in (the_employer(book, who) for who in (keep, drop))]
        else:
            from crm.book.merge_contacts import merge_contacts as do
            from crm.book.merge_contacts import preview_merge as preview_of

            found = [(row.id, row.uid) for row in (person(book, who) for who in (keep, drop))]
        (first, second), uids = zip(*found, strict=True)
        preview = preview_of(book, first, second, choices)
        if dry_run or not (yes or asks()):
            if as_json:
                print_json(_json(preview, uids, merged=False))
            else:
                _show(preview, say)
            if dry_run:
                return
            tell("Nothing was merged yet: the same with --yes does it.")
            raise click.exceptions.Exit(1)
        if not yes:
            _show(preview, tell)
            if not confirm(f"Make one of {preview.keep_name} and {preview.drop_name}?"):
                raise Declined("Nothing was merged.")
        do(book, first, second, choices)
    if as_json:
        print_json(_json(preview, uids, merged=True))
        return
    if yes:
        _show(preview, say)
    say(f"Merged {preview.keep_name} and {preview.drop_name}.")
    tell("`callback undo` takes it back.")


def _choices(chosen: tuple[str, ...]) -> dict[str, str]:
    """What was chosen by field. Raises Refused for what is no choice."""
    found = {}
    for text in chosen:
        field, mark, word = (part.strip() for part in clean_line(text).rpartition("="))
        if not mark or not field or word.casefold() not in _WORDS:
            raise Refused(f"“{clean_line(text)[:40]}” is no choice: write it like --choose name=other.")
        found[field] = word.casefold()
    return found


def _show(preview: MergePreview, tell_result: Callable[[str], None]) -> None:
    tell_result(f"{preview.keep_name} stays, {preview.drop_name} goes into it.")
    if preview.fields:
        table = [("", "kept", "other", "becomes")]
        table += [(each.field, cut(each.kept, 28), cut(each.other, 28), each.result) for each in preview.fields]
        for line in columns(table, width=width_of_output(), limits=(16, 28, 28), indent=2):
            tell_result(line)
    if preview.moved:
        tell_result(f"  Goes over: {preview.moved}.")
    for note in preview.notes:
        tell_result(f"  {note}")


def _json(preview: MergePreview, uids: tuple[str, ...], *, merged: bool) -> dict[str, Any]:
    return {
        "merged": merged,
        "keep": {"uid": uids[0], "name": preview.keep_name},
        "drop": {"uid": uids[1], "name": preview.drop_name},
        "fields": [
            {
                "field": each.field,
                "label": each.label,
                "kept": each.kept,
                "other": each.other,
                "result": each.result,
                "choices": list(each.choices),
                "chosen": each.chosen,
            }
            for each in preview.fields
        ],
        "moved": preview.moved,
        "notes": list(preview.notes),
    }
