"""`callback export feed` and `vdir`, and what stays fresh by itself after every verb."""

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Callback
from tests.formats.ics_bytes import problems, values


@pytest.fixture
def planned(people: Callback) -> Callback:
    assert people("plan", "dana", "2026-12-01", "the role").code == 0
    return people


def settings(home: Path, text: str) -> None:
    (home / "config.yaml").write_text(text)


def test_the_feed_is_written_and_how_to_keep_it_is_said(planned: Callback, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "out.ics"
    done = planned("export", "feed", "-o", path)
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines() == [
        f"{path}: {len(values(path.read_bytes(), 'UID'))} events.",
        f"To keep it fresh after every change, put this line into {home / 'config.yaml'}:",
        f"  ics_feed: {path}",
    ]
    assert problems(path.read_bytes()) == []


def test_the_line_that_is_said_works_and_every_verb_keeps_it_fresh(
    planned: Callback, tmp_path: Path, home: Path
) -> None:
    path, folder = tmp_path / "my feed.ics", tmp_path / "followups"
    settings(home, f"ics_feed: {path}\nics_folder: {folder}\n")
    assert planned("queue").code == 0
    assert not path.exists(), "reading changes nothing"
    for arguments in (("move", "dana", "2026-12-03"), ("log", "sam", "--note", "x"), ("undo",)):
        done = planned(*arguments)
        assert done.code == 0
        assert "calendar" not in done.err, "what goes well is not worth a word"
        assert len(list(folder.glob("*.ics"))) == len(values(path.read_bytes(), "UID"))
    assert "20261203" in values(path.read_bytes(), "DTSTART")
    assert planned("export", "feed").err == f"{path}: {len(values(path.read_bytes(), 'UID'))} events.\n"
    assert "(0 written, 0 removed)" in planned("export", "vdir").err


def test_what_cannot_be_kept_fresh_is_one_sentence_and_the_act_is_done(
    planned: Callback, tmp_path: Path, home: Path
) -> None:
    settings(home, f"ics_feed: {tmp_path}/missing/feed.ics\n")
    done = planned("move", "dana", "2026-12-03")
    assert done.code == 0
    assert "could not be written: No such file or directory. What you did is saved." in done.err
    settings(home, "")
    assert "3 Dec" in planned("show", "dana").out


def test_a_verb_that_fails_leaves_the_feed_alone(planned: Callback, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "feed.ics"
    settings(home, f"ics_feed: {path}\n")
    assert planned("move", "nobody", "2026-12-03").code == 1
    assert not path.exists()


def test_the_sample_reaches_neither_the_feed_nor_the_folder_nor_the_book(
    planned: Callback, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crm.tui import terminal

    seen = []
    monkeypatch.setattr(terminal, "run_app", lambda *known, **more: seen.append((known, more)) or 0)
    monkeypatch.setattr("crm.cli.app.require_terminal", lambda: None)
    settings(home, f"ics_feed: {tmp_path / 'feed.ics'}\nics_folder: {tmp_path / 'folder'}\n")
    assert planned("demo").code == 0
    ((path, _, chosen), more) = seen[0]
    assert not chosen.has_outputs
    assert more["settings_path"] is None, "nor can it set one"
    assert home not in path.parents
    assert planned().code == 0
    assert seen[1][0][2].has_outputs
    assert more["demo"] and not seen[1][1]["demo"]
    assert not (tmp_path / "feed.ics").exists()


def test_another_book_does_not_take_the_feed_over(planned: Callback, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "feed.ics"
    settings(home, f"ics_feed: {path}\n")
    planned("move", "dana", "2026-12-03")
    mine = path.read_bytes()
    done = planned("--book", tmp_path / "other.callback", "add", "Somebody Else")
    assert done.code == 0
    assert "left alone" in done.err
    assert path.read_bytes() == mine


def test_a_folder_is_written_once_and_needs_a_name(planned: Callback, tmp_path: Path) -> None:
    done = planned("export", "vdir", tmp_path / "vdir")
    assert done.code == 0
    assert f"ics_folder: {tmp_path / 'vdir'}" in done.err
    assert len(list((tmp_path / "vdir").glob("*.ics"))) > 0
    nameless = planned("export", "vdir")
    assert nameless.code == 2
    assert "Name the folder" in nameless.err


@pytest.mark.parametrize(("verb", "words"), [("feed", ("Google", "subscribe")), ("vdir", ("khal", "vdirsyncer"))])
def test_the_help_says_which_way_suits_which_calendar(callback: Callback, verb: str, words: tuple[str, ...]) -> None:
    text = callback("export", verb, "--help").out
    for word in words:
        assert word in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_verb_without_a_feed_does_not_load_the_calendar(planned: Callback, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("crm.book.calendar", "crm.book.feed"))]:
        monkeypatch.delitem(sys.modules, name)
    assert planned("move", "dana", "2026-12-03").code == 0
    assert "crm.book.calendar_outputs" not in sys.modules
