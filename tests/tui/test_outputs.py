"""The calendar feed and folder follow what is done in the app, without a key waiting for them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from home_host import TODAY, MovableClock, call, home, toasts, until

from crm.book import calendar_outputs, follow_ups, people
from crm.book.session import Book
from crm.book.settings import Settings
from crm.domain.people import Contact
from tests.formats.ics_bytes import values


def days(path: Path) -> list[str]:
    return values(path.read_bytes(), "DTSTART") if path.exists() else []


def one(book: Book) -> None:
    contact = people.add_contact(book, Contact("Sam Lee", cadence="none"))
    follow_ups.plan_follow_up(book, contact, TODAY, "x", "call")


async def test_many_changes_are_one_refresh_after_a_moment(tmp_path, monkeypatch):
    path = tmp_path / "feed.ics"
    done = []
    refresh = calendar_outputs.refresh_outputs

    def counted(book: Book) -> object:
        done.append(None)
        return refresh(book)

    monkeypatch.setattr(calendar_outputs, "refresh_outputs", counted)
    async with home(tmp_path, one) as (pilot, screen):
        await call(screen, follow_ups.move_follow_up, 1, TODAY + timedelta(days=1))
        assert done == [], "nothing is set"
        await pilot.app.use_settings(replace(pilot.app.settings, ics_feed=path, ics_folder=tmp_path / "folder"))
        await until(pilot, path.exists)
        assert len(done) == 1
        for day in range(2, 6):
            await call(screen, follow_ups.move_follow_up, 1, TODAY + timedelta(days=day))
        assert len(done) == 1
        await until(pilot, lambda: days(path) == [f"{TODAY + timedelta(days=5):%Y%m%d}"])
        assert len(done) == 2
        await pilot.pause(0.8)
        assert len(done) == 2, "what a refresh notes is no reason for another"
        assert len(list((tmp_path / "folder").glob("*.ics"))) == 1
        assert toasts(pilot.app) == []


async def test_leaving_at_once_loses_nothing(tmp_path):
    path = tmp_path / "feed.ics"
    async with home(tmp_path, one) as (pilot, screen):
        await pilot.app.use_settings(Settings(ics_feed=path))
        await call(screen, follow_ups.move_follow_up, 1, TODAY + timedelta(days=5))
    assert days(path) == [f"{TODAY + timedelta(days=5):%Y%m%d}"]


async def test_leaving_while_a_refresh_waits_for_its_turn_loses_nothing(tmp_path):
    path, go = tmp_path / "feed.ics", threading.Event()
    async with home(tmp_path, one) as (pilot, screen):
        await pilot.app.use_settings(Settings(ics_feed=path))
        await until(pilot, path.exists)
        await call(screen, follow_ups.move_follow_up, 1, TODAY + timedelta(days=5))
        pilot.app.gateway.start(lambda _: go.wait(20))
        await until(pilot, lambda: pilot.app._outputs_timer is None)
        await pilot.pause()
        threading.Timer(0.3, go.set).start()
    assert days(path) == [f"{TODAY + timedelta(days=5):%Y%m%d}"]


async def test_what_cannot_be_written_is_told_once(tmp_path):
    async with home(tmp_path, one) as (pilot, screen):
        await pilot.app.use_settings(Settings(ics_feed=tmp_path / "missing" / "feed.ics"))
        await until(pilot, lambda: toasts(pilot.app))
        (told,) = toasts(pilot.app)
        assert "could not be written: No such file or directory. What you did is saved." in told
        pilot.app.clear_notifications()
        await call(screen, follow_ups.move_follow_up, 1, TODAY + timedelta(days=5))
        await pilot.pause(0.8)
        assert toasts(pilot.app) == []


async def test_a_new_day_is_a_reason_too(tmp_path):
    path, clock = tmp_path / "feed.ics", MovableClock()

    def later(book: Book) -> None:
        people.add_contact(book, Contact("Ann Bell", cadence="3 months"))

    async with home(tmp_path, later, clock=clock) as (pilot, _):
        await pilot.app.use_settings(Settings(ics_feed=path, ics_days=80))
        await until(pilot, path.exists)
        assert days(path) == []
        clock.day = TODAY + timedelta(days=30)
        await pilot.app.look_round()
        await until(pilot, lambda: len(days(path)) == 1)


async def test_the_first_frame_is_followed_by_a_refresh(tmp_path):
    path = tmp_path / "feed.ics"
    async with home(tmp_path, one) as (pilot, _):
        await pilot.app.use_settings(Settings(ics_feed=path))
        await until(pilot, path.exists)
        path.unlink()
        pilot.app._settled()
        await until(pilot, path.exists)
