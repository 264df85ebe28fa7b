"""`callback letter edit` and `restore`: the text, in an editor or from a file, and what stands around it."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm.book.errors import Refused
from crm.cli.lazy import examples
from crm.cli.letter_phrases import letter_argument, named
from crm.cli.output import print_json, say, tell
from crm.cli.parameters import LINE, NAME, json_option
from crm.cli.picking import person
from crm.cli.state import State, pass_state
from crm.domain.letters import KINDS

if TYPE_CHECKING:
    from crm.book.letter_reading import LetterDetail
    from crm.book.letters import Saved

_STANDARD_INPUT = Path("-")
_LARGEST = 4_000_000  # bytes
_AT_ONCE = 1.0  # seconds in which nobody writes a letter


@click.command(
    epilog=examples(
        "callback letter edit dana                       in your editor ($VISUAL, $EDITOR)",
        "callback letter edit dana --file letter.md      the text of a file",
        "fmt draft.txt | callback letter edit 3 --file -",
        'callback letter edit 3 --subject "Our conversation on Tuesday"',
        "callback letter edit 3 --reader Ana",
    )
)
@letter_argument()
@click.option("--file", "file", type=click.Path(path_type=Path), metavar="FILE", help="Its text; - is standard input.")
@click.option("--subject", "-s", type=LINE, metavar="TEXT", help="The subject; an empty one clears it.")
@click.option("--kind", "-k", type=click.Choice(tuple(KINDS)), help="What kind of letter it is.")
@click.option("--by", "channel", type=click.Choice(("email", "letter", "message")), help="How it goes out.")
@click.option("--to", "who", type=NAME, metavar="WHO", help="To whom it goes.")
@click.option("--reader", type=LINE, metavar="NAME", help="Who reads it first; an empty name: nobody.")
@json_option()
@pass_state
def edit(
    state: State,
    letter: str,
    file: Path | None,
    subject: str | None,
    kind: str | None,
    channel: str | None,
    who: str | None,
    reader: str | None,
    as_json: bool,
) -> None:
    """Write on a letter; without options it opens in your editor.

    Every text that was saved is kept as a version. A finished letter becomes a draft again by another text or
    subject, and rests anew; one that was sent stays as it is.
    """
    text = _text_of(file) if file is not None else None
    in_editor = all(given is None for given in (file, subject, kind, channel, who, reader))
    with state.open() as book:
        from crm.book.letter_reading import get_letter, the_letter
        from crm.book.letters import edit_letter, refuse_sent

        row = refuse_sent(book, the_letter(book, letter, unsent=True))
        detail = get_letter(book, row.id)
        contact_id = person(book, who).id if who else None
        saved = edit_letter(
            book,
            row.id,
            text=text,
            subject=subject,
            kind=kind,
            channel=channel,
            contact_id=contact_id,
            reader=reader,
        )
    if in_editor:
        saved = write_in_editor(state, detail)
    if as_json:
        print_json(
            {
                "id": row.id,
                "version": saved.version,
                "changed": list(saved.changed),
                "draft_again": saved.draft_again,
            }
        )
        return
    _say_saved(saved, row.id, named(row))


@click.command(epilog=examples("callback letter versions dana", "callback letter restore dana 2"))
@letter_argument()
@click.argument("number", type=click.IntRange(min=1), metavar="VERSION")
@json_option()
@pass_state
def restore(state: State, letter: str, number: int, as_json: bool) -> None:
    """Make an earlier VERSION of a letter the newest again; all others stay."""
    with state.open() as book:
        from crm.book.letter_reading import the_letter
        from crm.book.letters import restore_version

        row = the_letter(book, letter, unsent=True)
        saved = restore_version(book, row.id, number)
    if as_json:
        print_json({"id": row.id, "version": saved.version, "draft_again": saved.draft_again})
        return
    say(f"Version {number} of {named(row)} is the newest again, as version {saved.version}.")
    _say_draft_again(saved, row.id)


def write_in_editor(state: State, detail: LetterDetail) -> Saved:
    """Opens a letter in the person's editor and saves what they wrote. The book is closed meanwhile."""
    from crm.book.editor import written
    from crm.book.letters import save_letter

    began = time.monotonic()
    with written(detail.text + "\n", state.environ) as text:
        took = time.monotonic() - began
        with state.open() as book:
            saved = save_letter(book, detail.row.id, text)
    if saved.version is None and took < _AT_ONCE:
        tell("The editor came back at once. One with a window of its own must wait, as in EDITOR='code --wait'.")
    return saved


def _text_of(file: Path) -> str:
    if file == _STANDARD_INPUT:
        raw = sys.stdin.buffer.read(_LARGEST + 1)
    else:
        with file.expanduser().open("rb") as source:
            raw = source.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise Refused("This is far longer than a letter, so nothing was changed.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            "This is no text in UTF-8, so nothing was changed: save it as plain text in UTF-8 first."
        ) from None


def _say_saved(saved: Saved, letter_id: int, what: str) -> None:
    if saved.version is not None:
        say(f"Saved {what}, version {saved.version}.")
    elif saved.changed:
        say(f"Changed {what}.")
    else:
        say("Nothing was changed.")
    _say_draft_again(saved, letter_id)


def _say_draft_again(saved: Saved, letter_id: int) -> None:
    if saved.draft_again:
        say(f"It was finished and is a draft again: `callback letter finish {letter_id}` lets it rest.")
