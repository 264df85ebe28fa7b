"""What is done with a letter that is written: finished, taken out of the book, marked as sent; or edited elsewhere."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from crm.book import letter_sending, letters
from crm.book.editor import written
from crm.book.errors import BookError, Refused
from crm.book.letter_export import export_letter, letter_bytes
from crm.book.letter_reading import LetterRow, get_letter, rest_words
from crm.book.local_zone import LOCAL
from crm.domain.letter_asks import asks, gives
from crm.domain.letters import rest_until
from crm.domain.text import clean
from crm.domain.words import count
from crm.tui import reads_letters
from crm.tui.screens.acts_base import next_in_words

if TYPE_CHECKING:
    from crm.tui.dialogs.letter_new import LetterValues
    from crm.tui.dialogs.letter_out import SentValues
    from crm.tui.dialogs.values import About
    from crm.tui.screens.letter import LetterScreen

_NO_MAIL_PROGRAM = "No mail program can be opened from here: copy the link with c, or take the .eml file."


def _about(row: LetterRow) -> About:
    from crm.tui.dialogs.values import About

    return About(f"letter-{row.id}", row.contact or "nobody")


async def _saved_row(screen: LetterScreen) -> LetterRow:
    await screen.save()
    return (await screen.run(get_letter, screen.letter_id)).row


def _rests(screen: LetterScreen, row: LetterRow) -> str:
    now = screen.desk_app.clock.now().astimezone(LOCAL)
    return rest_words(row.rest_until, now) if row.rest_until else "tomorrow"


async def finish(screen: LetterScreen) -> None:
    """Let a draft rest, asking who reads it first; reread one that rests sooner, on purpose."""
    from crm.tui.dialogs.confirm import ConfirmDialog
    from crm.tui.dialogs.letter_out import FinishDialog

    row = await _saved_row(screen)
    if row.status == "sent":
        screen.tell("This letter went out already.")
    elif row.ready:
        screen.tell("It has rested and is ready to reread; f8 once it went out.")
    elif row.status == "finished":
        details = [f"It rests until {_rests(screen, row)}. That it was sooner, on purpose, is recorded."]
        if await screen.ask(ConfirmDialog("Reread it sooner?", details, yes="Sooner", back="u undoes")):
            await screen.change(letters.set_early, row.id)
            screen.tell("Ready to reread now, sooner on purpose; u undoes")
    else:

        async def save(reader: str) -> None:
            done = await screen.change(letters.finish_letter, row.id, reader)
            screen.on_purpose = False
            screen.tell(f"Finished: it {_resting(done)}; u undoes")

        dialog = FinishDialog(
            _about(row), row.reader, _would_rest(screen), desk=screen.desk_app.desk(), submit=screen.saving(save)
        )
        await screen.ask(dialog)


def _resting(row: LetterRow) -> str:
    return row.state if row.status == "finished" and not row.ready else f"is {row.state}"


def _would_rest(screen: LetterScreen) -> str:
    now: datetime = screen.desk_app.clock.now().astimezone(LOCAL)
    try:
        return rest_words(rest_until(now), now)
    except (OverflowError, ValueError, OSError):
        return "the morning"


async def edit_details(screen: LetterScreen) -> None:
    """Another kind, channel or reader."""
    from crm.tui.dialogs.letter_new import LetterDialog, LetterValues

    row = await _saved_row(screen)
    if row.status == "sent":
        screen.tell("This letter stays as it was sent.")
        return

    async def save(values: LetterValues) -> None:
        done = await screen.change(
            letters.edit_letter, row.id, kind=values.kind, channel=values.channel, reader=values.reader
        )
        if done.changed:
            screen.tell(f"Changed: {', '.join(done.changed)}")

    values = LetterValues(row.kind, row.channel, row.reader)
    await screen.ask(LetterDialog(_about(row), values, desk=screen.desk_app.desk(), submit=screen.saving(save)))


async def mark_sent(screen: LetterScreen) -> None:
    """It went out: the day, what it gave and asked; before it has rested only on purpose."""
    from crm.tui.dialogs.confirm import ConfirmDialog
    from crm.tui.dialogs.letter_out import SentDialog

    row = await _saved_row(screen)
    text = screen.pane.area.text
    if row.status == "sent":
        screen.tell("This letter is marked as sent already; u takes back what was done last.")
        return
    if row.contact_id is None:
        raise Refused("The person this letter was to is no longer in the book.")
    if not text.strip():
        raise Refused("This letter has no text yet: write it before it is sent.")
    early = not row.ready
    if early:
        still = "It is still a draft" if row.status == "draft" else f"It rests until {_rests(screen, row)}"
        details = [f"{still} and has not been reread. That it goes sooner, on purpose, is recorded."]
        dialog = ConfirmDialog("Sooner, on purpose?", details, yes="Sooner", back="u undoes")
        if not await screen.ask(dialog):
            return

    async def save(values: SentValues) -> None:
        done = await screen.change(
            letter_sending.sent,
            row.id,
            values.on,
            early=early or values.early,
            gave=values.gave,
            asked=values.asked,
        )
        answered = f"answers {count(len(done.answers), 'point')}; " if done.answers else ""
        screen.tell(f"Sent: {answered}{next_in_words(done.nexts, screen.today)}")

    await screen.ask(
        SentDialog(
            _about(row),
            gives(row.kind),
            asks(row.kind, text),
            ready_on=row.ready_on if row.ready else None,
            early=early,
            desk=screen.desk_app.desk(),
            submit=screen.saving(save),
        )
    )


# Out


async def take_out(screen: LetterScreen) -> None:
    """To the clipboard, into a file, or as a link; nothing is sent."""
    from crm.tui.dialogs.pick import PickDialog
    from crm.tui.dialogs.values import Choice

    try:
        await screen.save()
    except BookError as error:  # the clipboard is the way out for what the book does not take
        _copy(screen, screen.pane.area.text)
        screen.tell(f"{error} The text is in the clipboard.")
        return
    ways = await screen.run(reads_letters.ways_out, screen.letter_id)
    folder = Path.cwd()
    choices = [
        Choice("clipboard", "Clipboard", "the text, to paste anywhere"),
        Choice("eml", "Mail draft (.eml)", f"opens in a mail program as a draft, not sent: {ways.names['eml']}"),
        Choice("markdown", "Markdown file", f"to print or to keep: {ways.names['markdown']}"),
        Choice("mailto", "Mail link (mailto:)", "shown first; you open it"),
    ]
    picked = await screen.ask(PickDialog(f"Out, to send it yourself; files go to {folder}", choices))
    if picked == "clipboard":
        _copy(screen, screen.pane.area.text)
        screen.tell("Copied. Where a terminal does not allow it, f7 writes a file; f8 once it went out")
    elif picked in {"eml", "markdown"}:
        path = folder / ways.names[picked]
        await screen.run(export_letter, screen.letter_id, picked, path)
        what = "opens as a draft, not sent" if picked == "eml" else "written"
        screen.tell(f"{path}: {what}; f8 once it went out")
    elif picked == "mailto":
        await _show_link(screen)


def _copy(screen: LetterScreen, text: str) -> None:
    screen.app.copy_to_clipboard(clean(text))


async def _show_link(screen: LetterScreen) -> None:
    from crm.tui.dialogs.letter_out import MailtoDialog

    url = (await screen.run(letter_bytes, screen.letter_id, "mailto")).decode().strip()

    async def open_it(link: str) -> None:
        with screen.faults():
            if not await asyncio.to_thread(open_link, link):
                raise BookError(_NO_MAIL_PROGRAM)
            screen.tell("Handed to your mail program; f8 once it went out")

    def copy_it(link: str) -> None:
        _copy(screen, link)
        screen.tell("The link is in the clipboard; f8 once it went out")

    await screen.ask(MailtoDialog(url, open_it, copy_it))


def open_link(url: str) -> bool:
    """Open a link with the desktop's own program, as the person asked; False where there is none.

    A browser of the terminal would write over this screen: it is none.
    """
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    in_terminal = type(browser) is webbrowser.GenericBrowser
    return not in_terminal and browser.open(url)


# The person's own editor


async def open_editor(screen: LetterScreen) -> None:
    """The text in $VISUAL or $EDITOR, the app suspended meanwhile; what is written there becomes a version."""
    row = await _saved_row(screen)
    if row.status == "sent":
        screen.tell("This letter stays as it was sent.")
        return
    text = (await screen.run(get_letter, row.id)).text
    try:
        with screen.app.suspend(), written(text + "\n", os.environ) as new:
            # The book has its own thread: this one waits for the editor, and then for it.
            saved = screen.gateway.start(letters.save_letter, row.id, new).result()
    except SuspendNotSupported:
        raise Refused("Your editor cannot be opened from here: this terminal does not allow it.") from None
    finally:
        screen.home.acts.forget()
        screen.home.reload()
        screen.reload()
    if saved.version is None:
        screen.tell("Nothing was changed.")
    else:
        again = "; a draft again, f5 finishes it" if saved.draft_again else ""
        screen.tell(f"Saved from your editor: version {saved.version}{again}; f6 has those before")
