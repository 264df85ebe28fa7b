"""The call sheet: what it shows during a phone call, and what is done from it; the fourth column of a wide screen."""

from __future__ import annotations

import re
import webbrowser

import pytest
from home_host import TODAY, call, home, picture, toasts, until
from interview_host import hostile_search, search

from crm.book import people, reading, touches
from crm.tui.dialogs.log import LogDialog
from crm.tui.screens.brief import BriefScreen

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


async def brief_of(pilot, screen, name="Dana Whitfield"):
    await pilot.press("1", "g")
    await until(pilot, lambda: screen.timeline.card is not None)
    while screen.people.list.current.name != name:
        await pilot.press("j")
        await pilot.pause()
    await pilot.press("b")
    await until(pilot, lambda: isinstance(pilot.app.screen, BriefScreen) and pilot.app.screen.found)
    await until(pilot, lambda: "WHAT TO SAY" in picture(pilot.app) or pilot.app.size.height < 24)
    return pilot.app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_what_is_needed_first_stands_on_the_first_screen(tmp_path, size):
    async with home(tmp_path, search, size=size) as (pilot, screen):
        await brief_of(pilot, screen)
        seen = picture(pilot.app)
        for text in ("Dana Whitfield", "Northwind Robotics", "+1 555 0134", "WHY NOW", "WHAT TO SAY", "say ", "ask "):
            assert text in seen
        assert "l log" in seen and "? help" in seen
        if size[0] >= 120:
            for text in ("THEIR CHALLENGES", "churn among small customers", "CONCERNS STILL OPEN", "Plain speech."):
                assert text in seen


async def test_everything_else_is_below(tmp_path):
    async with home(tmp_path, search, size=(80, 24)) as (pilot, screen):
        await brief_of(pilot, screen)
        await pilot.press("G")
        await until(pilot, lambda: "Asked what to build." in picture(pilot.app))
        await pilot.press("g")
        await until(pilot, lambda: "WHY NOW" in picture(pilot.app))


async def test_the_voicemail_words_fold_out_and_in(tmp_path):
    async with home(tmp_path, search, size=(120, 50)) as (pilot, screen):
        brief = await brief_of(pilot, screen)
        words = brief.found.prompts.voicemail.split()[0:3]
        assert "V shows what to say to the machine" in picture(pilot.app)
        await pilot.press("V")
        await until(pilot, lambda: " ".join(words) in picture(pilot.app))
        await pilot.press("V")
        await until(pilot, lambda: "V shows what to say to the machine" in picture(pilot.app))


async def test_logging_from_the_sheet_is_about_its_person_whoever_is_chosen_at_home_meanwhile(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        await pilot.press("3")
        await until(pilot, lambda: screen.queue.list.current is not None)
        brief = await brief_of(pilot, screen)
        dana = brief.contact_id
        await pilot.press("l")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogDialog) and pilot.app.screen.focused)
        await pilot.press(*"rang her", "enter")
        await until(pilot, lambda: pilot.app.screen is brief)
        await until(pilot, lambda: "rang her" in picture(pilot.app))
        screen.contact_id = None  # as if the cursor at home had gone on to somebody else
        await pilot.press("l")
        await until(pilot, lambda: isinstance(pilot.app.screen, LogDialog) and pilot.app.screen.focused)
        await pilot.press(*"and again", "enter")
        await until(pilot, lambda: pilot.app.screen is brief)
        await until(pilot, lambda: "and again" in picture(pilot.app))
        newest = await call(screen, reading.timeline_page, dana, 0, 3)
        assert [row.note for row in newest if row.kind == "touch"][:2] == ["and again", "rang her"]
        await pilot.press("u")
        await until(pilot, lambda: any("Undone: Log a call" in toast for toast in toasts(pilot.app)))
        await until(pilot, lambda: "and again" not in "".join(brief.found.last[0].note))


async def test_the_number_is_copied_clean(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        await brief_of(pilot, screen)
        await pilot.press("y")
        await until(pilot, lambda: toasts(pilot.app) == ["Copied: +1 555 0134"])
        assert pilot.app.clipboard == "+1 555 0134"


async def test_with_somebody_who_is_gone_the_sheet_goes_too(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        brief = await brief_of(pilot, screen)
        await call(screen, people.delete_contact, brief.contact_id)
        brief.reload()
        await until(pilot, lambda: pilot.app.screen is screen)
        assert toasts(pilot.app)


class Desktop(webbrowser.BackgroundBrowser):
    """A browser of the desktop that notes what it was asked to open."""

    opened: list[str] = []

    def open(self, url, new=0, autoraise=True):
        self.opened.append(url)
        return True


async def test_only_the_dialling_key_hands_the_number_to_the_desktop(tmp_path, monkeypatch):
    Desktop.opened = []
    monkeypatch.setattr(webbrowser, "get", lambda using=None: Desktop("desktop"))
    async with home(tmp_path, search) as (pilot, screen):
        await brief_of(pilot, screen)
        await pilot.press("y", "V", "j")
        assert Desktop.opened == []
        await pilot.press("o")
        await until(pilot, lambda: Desktop.opened == ["tel:+15550134"])
        await until(pilot, lambda: any("Asked this computer to dial" in toast for toast in toasts(pilot.app)))


async def test_a_browser_in_the_terminal_is_not_asked_to_dial(tmp_path, monkeypatch):
    asked = []

    class Lynx(webbrowser.GenericBrowser):
        def open(self, url, new=0, autoraise=True):
            asked.append(url)
            return True

    monkeypatch.setattr(webbrowser, "get", lambda using=None: Lynx("lynx"))
    async with home(tmp_path, search) as (pilot, screen):
        await brief_of(pilot, screen)
        await pilot.press("o")
        await until(pilot, lambda: toasts(pilot.app) == ["No program of this computer dials: y copies the number."])
        assert asked == []


async def test_somebody_without_a_number_is_no_fault(tmp_path):
    async with home(tmp_path, search) as (pilot, screen):
        await brief_of(pilot, screen, "Sam Lee")
        assert "no number or address is known" in picture(pilot.app)
        await pilot.press("y")
        await until(pilot, lambda: toasts(pilot.app) == ["No phone number is known: e adds one."])


async def test_hostile_text_is_drawn_literally(tmp_path):
    async with home(tmp_path, hostile_search, size=(120, 60)) as (pilot, _screen):
        await pilot.press("1", "g", "b")
        await until(pilot, lambda: isinstance(pilot.app.screen, BriefScreen) and pilot.app.screen.found)
        await until(pilot, lambda: "WHAT TO SAY" in picture(pilot.app))
        for key in ("V", "y", "G", "g"):
            await pilot.press(key)
            await pilot.pause()
            seen = picture(pilot.app) + "".join(toasts(pilot.app))
            assert "[/]" in seen and not UNSAFE.search(seen.replace("\n", ""))
        assert pilot.app._exit is False


async def test_a_wide_home_screen_keeps_the_sheet_of_the_chosen_one_open(tmp_path):
    async with home(tmp_path, search, size=(200, 50)) as (pilot, screen):
        await until(pilot, lambda: screen.brief.shown == screen.contact_id)
        await until(pilot, lambda: "WHAT TO SAY" in picture(pilot.app))
        await pilot.press("1", "g")
        await until(pilot, lambda: screen.brief.shown == screen.contact_id)
        other = next(row for row in await call(screen, reading.contacts_page) if row.id != screen.contact_id)
        while screen.people.list.current.id != other.id:
            await pilot.press("j")
            await pilot.pause()
        await until(pilot, lambda: screen.brief.shown == other.id)


async def test_the_sheet_at_the_side_shows_what_was_just_logged(tmp_path):
    async with home(tmp_path, search, size=(200, 50)) as (pilot, screen):
        await until(pilot, lambda: screen.brief.shown == screen.contact_id)
        who = screen.contact_id
        await pilot.press("2")
        await call(screen, touches.log_touch, [who], touches.NewTouch(TODAY, note="a new word"))
        screen.reload()
        await until(pilot, lambda: picture(pilot.app).count("a new word") == 2)


async def test_a_narrower_home_screen_reads_no_sheet(tmp_path, monkeypatch):
    import crm.book.brief as book_brief

    read = []
    real = book_brief.call_sheet
    monkeypatch.setattr(
        book_brief, "call_sheet", lambda book, who, step=None: read.append(who) or real(book, who, step)
    )
    async with home(tmp_path, search, size=(120, 36)) as (pilot, screen):
        await pilot.press("1", "j", "k", "3")
        await pilot.pause(0.4)
        assert read == [] and screen.brief.shown is None
        await pilot.resize_terminal(200, 50)
        await until(pilot, lambda: screen.brief.shown == screen.contact_id)
        assert read
