"""Where the files are and what day it is, from the environment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from crm.book import places as places_module
from crm.book.clock import ClockError, FixedClock, SystemClock, clock_from_environment
from crm.book.places import places, resource


def test_callback_home_holds_everything(tmp_path):
    found = places({"CALLBACK_HOME": str(tmp_path)})
    assert {found.data, found.config} == {tmp_path}
    assert found.book.parent == found.settings.parent == found.backups.parent == tmp_path


def test_callback_home_may_begin_with_a_tilde_and_be_relative(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert places({"CALLBACK_HOME": "~/search"}).data == tmp_path / "search"
    assert places({"CALLBACK_HOME": "search"}).data == tmp_path / "search"


@pytest.mark.parametrize("environ", [{}, {"CALLBACK_HOME": " "}])
def test_without_it_the_usual_folders_of_the_system(environ):
    found = places(environ)
    assert found.data.name == found.config.name == "callback"
    assert found.book.is_absolute()


def test_shipped_folders_are_beside_the_package_in_a_checkout():
    for kind in ("themes", "playbooks", "sample_data"):
        assert resource(kind) == Path(places_module.__file__).resolve().parents[2] / kind
        assert resource(kind).is_dir()


def test_shipped_folders_are_inside_the_package_of_a_wheel(monkeypatch, tmp_path):
    (tmp_path / "crm" / "_data" / "themes").mkdir(parents=True)
    (tmp_path / "themes").mkdir()  # somebody else's folder in site-packages
    monkeypatch.setattr(places_module, "_PACKAGE", tmp_path / "crm")
    assert resource("themes") == tmp_path / "crm" / "_data" / "themes"


def test_today_can_be_fixed_with_and_without_a_time():
    clock = clock_from_environment({"CALLBACK_TODAY": "2026-11-24"})
    assert clock.today() == date(2026, 11, 24)
    assert clock.now().time() == time(12)
    assert clock.now().tzinfo is not None
    clock = clock_from_environment({"CALLBACK_TODAY": " 2026-11-24T09:30 "})
    assert (clock.today(), clock.now().time()) == (date(2026, 11, 24), time(9, 30))


def test_otherwise_the_clock_is_the_systems():
    clock = clock_from_environment({})
    assert isinstance(clock, SystemClock)
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 60
    assert clock.today() in {clock.now().date(), datetime.now().astimezone().date()}


@pytest.mark.parametrize("text", ["today", "24.11.2026", "2026-02-30", "2026-11-24T25:00", "2026-11-24x", "٢٠٢٦-11-24"])
def test_a_wrong_today_says_what_to_write(text):
    with pytest.raises(ClockError, match="2026-11-24"):
        clock_from_environment({"CALLBACK_TODAY": text})


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_have_a_now(day):
    assert FixedClock(day).now().date() == day
