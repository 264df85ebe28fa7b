"""The calendar screen: the ways out, each set up by its form, and what events say."""

from __future__ import annotations

import re

import pytest
from calendar_host import TUE, calendar, on_row, three
from home_host import call, home, person, picture, toasts, until

from crm.book import follow_ups
from crm.book.settings import load_settings
from crm.tui.dialogs.calendar_file import CalendarFileDialog
from crm.tui.dialogs.calendar_output import CalendarOutputDialog
from crm.tui.dialogs.calendar_settings import CalendarSettingsDialog
from crm.tui.screens.calendar import CalendarScreen
from tests.formats.ics_bytes import values

SIZES = [(80, 24), (120, 36), (200, 50)]
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


async def form(pilot, screen, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.focused is not None)
    return pilot.app.screen


async def gone(pilot, screen):
    await until(pilot, lambda: pilot.app.screen is screen and not screen._loading)


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_the_ways_and_what_a_calendar_would_show(tmp_path, size):
    async with calendar(tmp_path, size=size) as (pilot, screen):
        shown = picture(pilot.app)
        for words in ("A file to import", "3 new", "A feed", "A folder (vdir)", "A calendar server", "not connected"):
            assert words in shown
        assert "Google, Apple, Thunderbird, GNOME, Outlook: only what is new." in " ".join(shown.split())
        await pilot.press("tab", "G")
        await until(pilot, lambda: "Call Sam Lee (Northwind)" in picture(pilot.app))
        shown = picture(pilot.app)
        assert "all day, rings 09:00 the day before" in shown and "ask for advice" in shown
        await pilot.press("escape")
        assert pilot.app.screen is screen and screen.focused is screen.list, "out of the sheet first"
        for row, words in (
            ("feed", "(Evolution)"),
            ("folder", "khal reads it"),
            ("server", "Nextcloud"),
            ("set", "purp"),
        ):
            await on_row(pilot, screen, row)
            await until(pilot, lambda words=words: words in picture(pilot.app))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CalendarScreen))


async def test_an_empty_book_says_what_makes_an_event(tmp_path):
    async with calendar(tmp_path, lambda book: None) as (pilot, _):
        assert "nothing new" in picture(pilot.app)
        assert "f at home plans a follow-up" in picture(pilot.app)


@pytest.mark.parametrize("size", SIZES[:2])
async def test_names_that_would_do_harm_are_drawn_as_they_are(tmp_path, size):
    evil = "[/] [@click=app.quit]x[/] \x1b[31m\x1b]52;c;aGk=\x07\u202e end"

    def fill(book):
        follow_ups.plan_follow_up(book, person(book, evil, evil), TUE, evil, "call")

    async with calendar(tmp_path, fill, size=size) as (pilot, _):
        await pilot.press("tab", "G")
        await until(pilot, lambda: "[@click=app.quit]x[/]" in picture(pilot.app))
        assert not _UNSAFE.search(picture(pilot.app))


# A file


async def test_the_file_has_what_is_new_and_then_nothing_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "callback-followups.ics"
    async with calendar(tmp_path) as (pilot, screen):
        for said in ("3 events in", "Nothing is new"):
            await pilot.press("enter")
            await form(pilot, screen, CalendarFileDialog)
            await pilot.press("enter")
            await gone(pilot, screen)
            await until(pilot, lambda said=said: any(said in toast for toast in toasts(pilot.app)))
            await until(pilot, lambda: "nothing new" in picture(pilot.app))
        assert len(values(path.read_bytes(), "UID")) == 3


async def test_everything_goes_to_another_file_and_one_that_is_no_calendar_is_asked_about(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Dana")
    async with calendar(tmp_path) as (pilot, screen):
        await pilot.press("enter")
        dialog = await form(pilot, screen, CalendarFileDialog)
        dialog.form_fields["path"].text = "letter.txt"
        await pilot.press("f3", "enter")
        await until(pilot, lambda: "is no calendar: Enter once more" in picture(pilot.app))
        assert letter.read_text() == "Dear Dana"
        dialog.form_fields["path"].text = str(tmp_path)
        await pilot.press("enter")
        await gone(pilot, screen)
        await until(pilot, lambda: toasts(pilot.app))
        assert len(values((tmp_path / "callback-followups.ics").read_bytes(), "UID")) == 3
        await pilot.press("enter")
        dialog = await form(pilot, screen, CalendarFileDialog)
        dialog.form_fields["path"].text = str(tmp_path / "missing" / "x.ics")
        await pilot.press("f3", "enter")
        await until(pilot, lambda: "could not be written" in picture(pilot.app))
        await pilot.press("escape")
        await gone(pilot, screen)


# A feed and a folder


@pytest.mark.parametrize(("row", "setting"), [("feed", "ics_feed"), ("folder", "ics_folder")])
async def test_what_is_kept_fresh_is_written_at_once_and_kept_in_the_settings(tmp_path, row, setting):
    path = tmp_path / "there"

    def days():
        files = [path] if path.is_file() else list(path.glob("*.ics"))
        return sorted(day for file in files for day in values(file.read_bytes(), "DTSTART"))

    async with calendar(tmp_path) as (pilot, screen):
        await on_row(pilot, screen, row)
        await pilot.press("enter")
        dialog = await form(pilot, screen, CalendarOutputDialog)
        dialog.form_fields["path"].text = str(path)
        await pilot.press("enter")
        await gone(pilot, screen)
        assert days() == ["20261201"] * 3
        assert getattr(load_settings(tmp_path / "config.yaml"), setting) == path
        assert getattr(pilot.app.settings, setting) == path
        await until(pilot, lambda: any("3 events in" in toast for toast in toasts(pilot.app)))
        await call(screen, follow_ups.move_follow_up, 1, TUE.replace(day=9))
        await until(pilot, lambda: days() == ["20261201", "20261201", "20261209"])
        await until(pilot, lambda: "there" in picture(pilot.app).split("A calendar server")[0])
        await pilot.press("D")
        await until(pilot, lambda: any(toast.startswith("Off.") for toast in toasts(pilot.app)))
        assert getattr(load_settings(tmp_path / "config.yaml"), setting) is None
        assert not pilot.app.settings.has_outputs
        await call(screen, follow_ups.move_follow_up, 2, TUE.replace(day=9))
        await pilot.pause(0.7)
        assert days() == ["20261201", "20261201", "20261209"], "it stays as it was"
        await pilot.press("D")
        await until(
            pilot, lambda: toasts(pilot.app) == ["That turns off what is on: the feed, the folder, the server."]
        )


async def test_a_place_that_cannot_be_written_is_refused_in_the_form_and_not_kept(tmp_path):
    row, setting = "feed", "ics_feed"
    async with calendar(tmp_path) as (pilot, screen):
        await on_row(pilot, screen, row)
        await pilot.press("enter")
        dialog = await form(pilot, screen, CalendarOutputDialog)
        dialog.form_fields["path"].text = str(tmp_path / "missing" / "there")
        await pilot.press("enter")
        await until(pilot, lambda: "No such file or" in picture(pilot.app))
        dialog.form_fields["path"].text = "relative"
        await pilot.press("enter")
        await until(pilot, lambda: "Write a whole path" in picture(pilot.app))
        assert not (tmp_path / "config.yaml").exists()
        assert getattr(pilot.app.settings, setting) is None
        await pilot.press("f3", "enter")  # off: nothing is looked at
        await gone(pilot, screen)
        assert getattr(load_settings(tmp_path / "config.yaml"), setting) is None


@pytest.mark.parametrize(
    ("row", "setting", "where"),
    [("feed", "ics_feed", "calendar/followups.ics"), ("folder", "ics_folder", ".calendars/callback")],
)
async def test_the_first_time_missing_folders_in_the_home_are_made(tmp_path, row, setting, where):
    path = tmp_path / "user" / where
    (tmp_path / "user").mkdir(exist_ok=True)
    async with calendar(tmp_path) as (pilot, screen):
        await on_row(pilot, screen, row)
        await pilot.press("enter")
        dialog = await form(pilot, screen, CalendarOutputDialog)
        dialog.form_fields["path"].text = f"~/{where}"
        await pilot.press("enter")
        await gone(pilot, screen)
        assert getattr(load_settings(tmp_path / "config.yaml"), setting) == path
        assert path.exists() and path.parent.stat().st_mode & 0o777 == 0o700


async def test_a_feed_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "feed.ics"
    path.write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    async with calendar(tmp_path) as (pilot, screen):
        await on_row(pilot, screen, "feed")
        await pilot.press("enter")
        dialog = await form(pilot, screen, CalendarOutputDialog)
        dialog.form_fields["path"].text = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: "was not written by this book" in " ".join(picture(pilot.app).split()))
        assert path.read_bytes() == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
        assert pilot.app.settings.ics_feed is None


async def test_the_sample_reaches_nobodys_calendar(tmp_path):
    async with calendar(tmp_path, sample=True) as (pilot, screen):
        for row in ("feed", "folder", "server"):
            pilot.app.clear_notifications()
            await on_row(pilot, screen, row)
            await pilot.press("enter")
            await until(pilot, lambda: any("This is the sample" in toast for toast in toasts(pilot.app)))
            assert pilot.app.screen is screen


# What events say


async def test_what_events_say_is_kept_and_shown_at_once(tmp_path):
    async with calendar(tmp_path) as (pilot, screen):
        await on_row(pilot, screen, "settings")
        await pilot.press("enter")
        dialog = await form(pilot, screen, CalendarSettingsDialog)
        assert "The purpose and why now." in picture(pilot.app)
        dialog.form_fields["ics_at"].text = "9"
        dialog.form_fields["ics_alarm_minutes"].text = "90"
        await until(pilot, lambda: "rings 90 minutes before" in picture(pilot.app))
        await pilot.press("f3")
        await until(pilot, lambda: "Phone numbers, the place of an interview" in picture(pilot.app))
        await pilot.press("enter")
        await until(pilot, lambda: "Write a time like 09:00" in picture(pilot.app))
        assert not (tmp_path / "config.yaml").exists()
        dialog.form_fields["ics_at"].text = "09:00"
        await pilot.press("enter")
        await gone(pilot, screen)
        await until(pilot, lambda: "09:00 to 09:30, rings 90 minutes before" in picture(pilot.app))
        kept = load_settings(tmp_path / "config.yaml")
        assert (f"{kept.ics_at:%H:%M}", kept.ics_alarm_minutes, kept.ics_description) == ("09:00", 90, "all")
        assert kept.ics_alarm_hours == 15 and "ics_alarm_hours" not in (tmp_path / "config.yaml").read_text()
        now = pilot.app.settings
        assert (now.ics_at, now.ics_alarm_minutes, now.ics_description) == (kept.ics_at, 90, "all")


async def test_a_settings_file_that_does_not_hold_is_said_and_not_written_over(tmp_path):
    (tmp_path / "config.yaml").write_text("weekend: [fri\n")
    async with calendar(tmp_path) as (pilot, screen):
        await on_row(pilot, screen, "settings")
        await pilot.press("enter")
        dialog = await form(pilot, screen, CalendarSettingsDialog)
        dialog.form_fields["ics_alarm_hours"].text = "none"
        await pilot.press("enter")
        await until(pilot, lambda: "this is not YAML" in " ".join(picture(pilot.app).split()))
        assert (tmp_path / "config.yaml").read_text() == "weekend: [fri\n"
        assert pilot.app.settings.ics_alarm_hours == 15


async def test_undo_works_here_and_the_ways_follow(tmp_path):
    async with home(tmp_path, three) as (pilot, first):
        await call(first, follow_ups.move_follow_up, 1, TUE.replace(day=9))
        await pilot.press("i")
        await until(pilot, lambda: "Wed 9 Dec" in picture(pilot.app))
        await pilot.press("u")
        await until(pilot, lambda: "Wed 9 Dec" not in picture(pilot.app).split("Undone")[0])
