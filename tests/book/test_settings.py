"""The settings file: what it may say, and what is told about a wrong one."""

from __future__ import annotations

import time as clock
from datetime import date, time
from pathlib import Path

import pytest

from crm.book.settings import Settings, SettingsError, load_settings, save_setting, save_theme
from crm.domain.cadence import Cadence


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config.yaml"


@pytest.mark.parametrize("text", [None, "", "\n\n", "# nothing yet\n"])
def test_without_anything_said_all_is_usual(path, text):
    if text is not None:
        path.write_text(text)
    assert load_settings(path) == Settings()


def test_everything_can_be_set_in_the_spelling_of_a_person(path):
    path.write_text(
        "\ufefftheme: callback-light\nWeekend: [Friday, sat]\nholidays:\n- 2026-12-25\n- 2027-01-01\n"
        "default cadence: quarterly\nics-days: 30\nics_at: 09:00\nics_alarm_hours: none\nics_alarm_minutes: 10\n",
        encoding="utf-8",
    )

    settings = load_settings(path)

    assert settings == Settings(
        theme="callback-light",
        weekend=frozenset({4, 5}),
        holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}),
        default_cadence=Cadence(3, "month"),
        ics_days=30,
        ics_at=time(9),
        ics_alarm_hours=None,
        ics_alarm_minutes=10,
    )
    assert settings.rule.default_cadence == Cadence(3, "month")
    assert not settings.rule.week.is_working(date(2026, 12, 25))


@pytest.mark.parametrize(("text", "weekend"), [("[]", set()), ("none", set()), ("sun", {6}), ("sat, sun", {5, 6})])
def test_a_weekend_of_another_shape(path, text, weekend):
    path.write_text(f"weekend: {text}\n")
    assert load_settings(path).weekend == weekend


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("them: x", 1, "is not a setting"),
        ("theme: a\n\ntheme: b", 3, "twice"),
        ("theme: a\nweekend: someday", 2, "days of the week"),
        ("weekend: [mon, tue, wed, thu, fri, sat, sun]", 1, "at least one day"),
        ("weekend:", 1, "write a list"),
        ("holidays: [2026-12-25, 2026-02-30]", 1, "2026-12-25"),
        ("default_cadence: none", 1, "single contacts"),
        ("default_cadence: often", 1, "not a cadence"),
        ("ics_days: -1", 1, "whole number"),
        ("ics_days: 9999999999999999999", 1, "whole number"),
        ("ics_at: 25:00", 1, "09:00"),
        ("theme: {a: b}", 1, "one value"),
        ("theme: [a, b]", 1, "one value"),
        ("theme:", 1, "callback-dark"),
        ("- theme", 1, "write lines"),
        ("? [a]\n: b", 1, "plain name"),
        ("theme: [", 1, "not YAML"),
        ("a: &x 1\nb: *x", 1, "is not a setting"),
        ("<<: {theme: b}", 1, "is not a setting"),
    ],
)
def test_a_wrong_file_is_told_by_file_and_line(path, text, line, words):
    path.write_text(text)

    with pytest.raises(SettingsError) as told:
        load_settings(path)

    assert str(told.value).startswith(f"{path}, line {line}: ")
    assert words in str(told.value)


@pytest.mark.parametrize(
    "raw", [b"theme: \xff\xfe", b"[" * 60_000, b"x" * 70_000, b"\x1b[2J: a", b"theme: \x00", b"a: " * 20_000]
)
def test_a_file_that_is_something_else_is_one_sentence_and_quick(path, raw):
    path.write_bytes(raw)
    begin = clock.monotonic()

    with pytest.raises(SettingsError) as told:
        load_settings(path)

    assert clock.monotonic() - begin < 2
    assert "\x1b" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_folder_in_its_place_is_told(path):
    path.mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(path)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "theme: mine\n"),
        ("# all mine\nweekend: [fri]", "# all mine\nweekend: [fri]\ntheme: mine\n"),
        ("# a\nTheme: old # why\nics_days: 5\n", "# a\ntheme: mine # why\nics_days: 5\n"),
        ("{theme: old, ics_days: 5}\n", "{theme: mine, ics_days: 5}\n"),
    ],
)
def test_a_theme_is_kept_and_every_other_line_too(tmp_path, before, after):
    path = tmp_path / "folder" / "settings.yaml"
    if before is not None:
        path.parent.mkdir()
        path.write_text(before)
    save_theme(path, "mine")
    assert path.read_text() == after
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_settings(path).theme == "mine"


def test_settings_that_do_not_hold_are_not_written_over(tmp_path):
    path = tmp_path / "settings.yaml"
    path.write_text("colour: red\n")
    with pytest.raises(SettingsError):
        save_theme(path, "mine")
    assert path.read_text() == "colour: red\n"


BEFORE = {
    "ics_at": "10:30",
    "ics_alarm_hours": "none",
    "ics_alarm_minutes": "5",
    "ics_description": "why",
    "ics_feed": "none",
    "ics_folder": "/srv/x",
    "weekend": "[sat, sun]",
}


@pytest.mark.parametrize(
    ("key", "value", "line", "read"),
    [
        ("ics_at", "09:00", "ics_at: 09:00", time(9)),
        ("ics_at", None, "ics_at: none", None),
        ("ics_alarm_hours", "0", "ics_alarm_hours: 0", 0),
        ("ics_alarm_minutes", "", "ics_alarm_minutes: none", None),
        ("ics_description", "all", "ics_description: all", "all"),
        ("ics_feed", "/srv/my: feed #1.ics", "ics_feed: '/srv/my: feed #1.ics'", Path("/srv/my: feed #1.ics")),
        ("ics_folder", "~/Kalender/Täglich", "ics_folder: ~/Kalender/Täglich", Path("/home/somebody/Kalender/Täglich")),
        ("ics_folder", None, "ics_folder: none", None),
        ("weekend", "fri", "weekend: fri", frozenset({4})),
    ],
)
def test_any_setting_is_kept_in_its_place_and_read_back(tmp_path, monkeypatch, key, value, line, read):
    monkeypatch.setenv("HOME", "/home/somebody")
    path = tmp_path / "config.yaml"
    before = ["# mine", "theme: mine # why", f"{key}: {BEFORE[key]}", "ics_days: 5"]
    path.write_text("\n".join(before) + "\n")
    settings = save_setting(path, key, value)
    assert getattr(settings, key) == read
    assert load_settings(path) == settings
    assert path.read_text().splitlines() == [*before[:2], line, before[3]]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("ics_feed", "followups.ics", "write a whole path"),
        ("ics_folder", "../x", "write a whole path"),
        ("ics_feed", "~nobody-of-that-name/x", "no such home folder"),
        ("ics_description", "everything", "none, why, all"),
        ("ics_at", "25:00", "write a time like 09:00"),
        ("ics_alarm_hours", "many", "whole number"),
        ("colour", "red", "is not a setting"),
    ],
)
def test_what_does_not_hold_is_told_and_not_written(tmp_path, key, value, words):
    path = tmp_path / "config.yaml"
    path.write_text("theme: mine\n")
    with pytest.raises(SettingsError, match=words):
        save_setting(path, key, value)
    assert path.read_text() == "theme: mine\n"
    path.write_text(f"theme: mine\n{key}: {value}\n")
    with pytest.raises(SettingsError, match=f"line 2: .*{words}"):
        load_settings(path)


def test_a_sample_never_reaches_the_persons_calendars():
    known = Settings(ics_feed=Path("/srv/x.ics"), ics_folder=Path("/srv/x"), ics_days=5)
    assert known.has_outputs
    assert not known.without_outputs().has_outputs
    assert known.without_outputs().ics_days == 5
