"""`callback letter`: what its verbs change and print, the editor, and their exits."""

from __future__ import annotations

import stat
import sys
from datetime import date
from pathlib import Path

import pytest

TEXT = "Dear Dana,\n\nthank you for Thursday.\n\nMay I call on Friday?\n\nKind regards\n"


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Makes `$EDITOR` a program that does this to the file it is given, and notes where and how it was."""

    def make(body: str) -> Path:
        seen = tmp_path / "seen.txt"
        script = tmp_path / "my editor.py"
        script.write_text(
            "import os, pathlib, stat, sys\n"
            "file = pathlib.Path(sys.argv[-1])\n"
            "modes = [oct(stat.S_IMODE(os.stat(each).st_mode)) for each in (file, file.parent)]\n"
            f"pathlib.Path({str(seen)!r}).write_text('\\n'.join([str(file), *modes, *sys.argv[1:-1]]))\n" + body + "\n"
        )
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}" --wait')
        return seen

    return make


@pytest.fixture
def letters(people):
    """The book of Dana, Sam and Taro with a letter to Dana in it, its text a file's."""
    assert people("letter", "new", "dana", "--subject", "Our conversation").code == 0
    return people


@pytest.fixture
def written(letters, tmp_path):
    """... and a text in it."""
    file = tmp_path / "letter.txt"
    file.write_text(TEXT)
    assert letters("letter", "edit", "dana", "--file", file).code == 0
    return letters


def text_of(callback, letter="1"):
    return callback("letter", "show", letter, "--json").json["text"]


# Begin and write


def test_new_shows_the_draft_and_where_to_go_on(people):
    result = people("letter", "new", "dana", "--kind", "thanks")

    assert result.code == 0
    assert "Begun: the thanks after a rejection to Dana Whitfield (id 1)." in result.out
    assert "Dana" in result.out.split("\n\n", 1)[1]
    assert "callback letter edit 1" in result.err


def test_new_with_edit_opens_the_editor_on_a_private_file_that_is_gone_afterwards(people, editor):
    seen = editor("file.write_text(file.read_text() + 'I will call\\x1b[2J on Friday.')")
    result = people("letter", "new", "dana", "--edit", "--json")

    assert result.code == 0
    file, mode, folder_mode, *arguments = seen.read_text().splitlines()
    assert (mode, folder_mode, arguments) == ("0o600", "0o700", ["--wait"])
    assert not Path(file).exists()
    assert not Path(file).parent.exists()
    assert result.json["text"].endswith("I will call[2J on Friday.")
    assert [version["version"] for version in result.json["versions"]] == [1, 2]


def test_a_letter_for_somebody_or_a_kind_unknown_is_a_sentence(people):
    assert people("letter", "new", "nobody").code == 1
    assert people("letter", "new", "dana", "--kind", "poem").code == 2


def test_edit_takes_the_text_of_a_file_or_of_standard_input(letters, tmp_path, monkeypatch):
    file = tmp_path / "letter.txt"
    file.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    result = letters("letter", "edit", "dana", "--file", file)
    assert (result.code, result.out) == (0, "Saved the influence letter to Dana Whitfield, version 2.\n")
    assert text_of(letters) == TEXT.rstrip()
    assert letters("letter", "edit", "dana", "--file", file).out == "Nothing was changed.\n"

    other = tmp_path / "other.txt"
    other.write_text("Dear Dana")
    with other.open() as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert letters("letter", "edit", "1", "--file", "-", "--json").json["version"] == 3
    assert text_of(letters) == "Dear Dana"


def test_what_is_no_text_is_refused_and_changes_nothing(letters, tmp_path):
    file = tmp_path / "letter.doc"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    before = text_of(letters)
    result = letters("letter", "edit", "dana", "--file", file)
    assert (result.code, "UTF-8" in result.err) == (2, True)
    assert letters("letter", "edit", "dana", "--file", tmp_path / "gone.txt").code == 2
    assert text_of(letters) == before


def test_options_change_what_stands_around_the_text_in_one_step(letters):
    result = letters(
        "letter", "edit", "dana", "--subject", "Thursday", "--kind", "cover", "--by", "letter", "--to", "sam",
        "--reader", "Ana",
    )  # fmt: skip
    assert result.code == 0
    shown = letters("letter", "show", "1", "--json").json
    assert (shown["subject"], shown["kind"], shown["channel"], shown["contact"], shown["reader"]) == (
        "Thursday", "cover", "letter", "Sam Lee", "Ana",
    )  # fmt: skip
    assert letters("undo").code == 0
    shown = letters("letter", "show", "1", "--json").json
    assert (shown["subject"], shown["kind"], shown["contact"]) == ("Our conversation", "influence", "Dana Whitfield")


def test_an_editor_that_fails_or_is_not_there_changes_nothing(letters, editor, monkeypatch):
    before = text_of(letters)
    editor("file.write_text('half'); sys.exit(3)")
    result = letters("letter", "edit", "dana")
    assert (result.code, "exit code 3, so nothing was changed" in result.err) == (2, True)
    monkeypatch.setenv("EDITOR", "/nowhere/to/be/found")
    result = letters("letter", "edit", "dana")
    assert (result.code, "cannot be started" in result.err) == (2, True)
    monkeypatch.setenv("EDITOR", "vi 'unclosed")
    assert "quotation mark" in letters("letter", "edit", "dana").err
    assert text_of(letters) == before


def test_an_editor_setting_is_never_given_to_a_shell(letters, monkeypatch, tmp_path):
    bait = tmp_path / "bait"
    monkeypatch.setenv("EDITOR", f"true; touch {bait}")
    letters("letter", "edit", "dana")
    assert not bait.exists()


def test_an_editor_that_comes_back_at_once_is_told_to_wait(letters, editor):
    editor("")
    result = letters("letter", "edit", "dana")
    assert (result.code, result.out) == (0, "Nothing was changed.\n")
    assert "code --wait" in result.err


def test_what_was_written_is_kept_where_it_cannot_be_saved(written, editor, tmp_path):
    """Somebody marked it as sent in another window while the editor was open."""
    other = "import subprocess; subprocess.run([sys.executable, '-m', 'crm', 'letter', 'sent', '1', '--early'])"
    seen = editor(f"{other}; file.write_text('an hour of work')")
    result = written("letter", "edit", "1")

    assert result.code == 2
    kept = Path(seen.read_text().splitlines()[0])
    assert str(kept) in result.err
    assert kept.read_text() == "an hour of work"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.unlink()
    kept.parent.rmdir()


# Rest, check, send


def test_from_finish_to_sent_the_way_a_morning_goes(written, monkeypatch):
    monkeypatch.setenv("CALLBACK_TODAY", "2026-11-22T17:00")
    result = written("letter", "finish", "dana", "--reader", "Ana")
    assert result.out == (
        "Finished the influence letter to Dana Whitfield: rests until tomorrow 07:00, with Ana to read.\n"
    )
    refused = written("letter", "sent", "dana")
    assert refused.code == 2
    assert "rests until tomorrow 07:00" in refused.err
    assert "--early" in refused.err

    monkeypatch.setenv("CALLBACK_TODAY", "2026-11-23T07:00")
    assert "ready to reread, with Ana to read" in written("letter", "list").out
    result = written("letter", "sent", "dana")
    assert result.code == 0
    assert "Sent: the influence letter to Dana Whitfield" in result.out
    assert "Dana Whitfield: next" in result.out
    (touch,) = written("show", "dana", "--json").json["timeline"]
    assert (touch["channel"], touch["outcome"], touch["on"]) == ("email", "sent", "2026-11-23")
    assert touch["note"] == "influence letter: Our conversation"

    assert written("letter", "edit", "1", "--subject", "x").code == 2
    assert "Undone: Sent: the influence letter to Dana Whitfield" in written("undo").out
    assert written("show", "dana", "--json").json["timeline"] == []
    assert written("letter", "edit", "1", "--subject", "x").code == 0


def test_finish_early_is_recorded_also_afterwards(written):
    written("letter", "finish", "dana")
    result = written("letter", "finish", "dana", "--early", "--json")
    assert (result.code, result.json["ready"], result.json["early_on"]) == (0, True, "2026-11-22")
    assert written("letter", "finish", "dana").code == 1
    assert "early" in written("letter", "show", "dana").out


def test_finishing_early_is_one_step(written):
    result = written("letter", "finish", "dana", "--early")
    assert result.out == "Finished the influence letter to Dana Whitfield: ready to reread.\n"
    assert "Undone: Finish" in written("undo").out
    assert written("letter", "show", "1", "--json").json["status"] == "draft"


def test_a_finished_letter_that_is_edited_says_that_it_is_a_draft_again(written, tmp_path):
    written("letter", "finish", "dana")
    file = tmp_path / "two.txt"
    file.write_text("other")
    result = written("letter", "edit", "dana", "--file", file)
    assert "is a draft again: `callback letter finish 1`" in result.out
    written("letter", "finish", "dana")
    assert written("letter", "restore", "dana", "2", "--json").json == {"id": 1, "version": 4, "draft_again": True}


def test_sent_takes_a_day_that_has_been(written):
    assert written("letter", "sent", "dana", "--on", "2026-11-23", "--early").code == 2
    result = written("letter", "sent", "dana", "--on", "yesterday", "--early", "--gave", "a lead", "--json").json
    assert (result["on"], result["gave"]) == (date(2026, 11, 21).isoformat(), "a lead")


def test_check_points_with_line_and_column_and_its_exit_says_whether(written, tmp_path):
    file = tmp_path / "bad.txt"
    file.write_text("Dear Dana,\n\nyou are my role model. [name the project]\n")
    written("letter", "edit", "dana", "--file", file)
    result = written("letter", "check", "dana")
    assert result.code == 1
    assert ["3:12", "Flattery"] in [line.split() for line in result.out.splitlines()]
    assert "“[name the project]”" in result.out
    found = written("letter", "check", "dana", "--json")
    assert found.code == 1
    assert {"rule", "line", "column", "excerpt", "reason", "theirs", "earlier"} == set(found.json[0])

    file.write_text("Dear Dana,\n\nhow did the launch go? I will call on Friday.\n\nKind regards\n")
    written("letter", "edit", "dana", "--file", file)
    clean = written("letter", "check", "dana")
    assert (clean.code, clean.out) == (0, "Nothing to look at in the influence letter to Dana Whitfield.\n")
    assert written("letter", "check", "dana", "--json").json == []


def test_text_shared_with_an_earlier_letter_stands_side_by_side(written, tmp_path):
    shared = "I would bring ten years of building calm and dependable data teams to the people you look after."
    for letter, greeting in (("1", "Dear Dana"), ("2", "Dear Sam")):
        if letter == "2":
            written("letter", "new", "sam", "--subject", "To Sam")
        file = tmp_path / f"{letter}.txt"
        file.write_text(f"{greeting},\n\n{shared}\n\nMay I call on Friday?\n")
        written("letter", "edit", letter, "--file", file)
    result = written("letter", "check", "2")
    assert "Shared with an earlier letter" in result.out
    header = next(line for line in result.out.splitlines() if line.split() == ["here", "│", "there"])
    column = header.index("│")
    below = result.out.splitlines()[result.out.splitlines().index(header) + 1]
    assert below[column] == "│"
    assert below[:column].strip().split()[:2] == below[column + 1 :].strip().split()[:2] == ["I", "would"]


# Read


def test_list_and_versions_for_people_and_for_scripts(written):
    written("letter", "new", "sam", "--kind", "offer", "--subject", "An article")
    assert [line.split()[0] for line in written("letter", "list").out.splitlines()] == ["2", "1"]
    rows = written("letter", "list", "--json").json
    assert [(row["id"], row["status"], row["contact"]) for row in rows] == [
        (2, "draft", "Sam Lee"), (1, "draft", "Dana Whitfield"),
    ]  # fmt: skip
    assert [row["id"] for row in written("letter", "list", "--to", "dana", "--json").json] == [1]
    assert written("letter", "list", "--limit", "1", "--json").json[0]["id"] == 2
    assert "thank you for Thursday." in written("letter", "versions", "1").out
    assert [one["version"] for one in written("letter", "versions", "1", "--json").json] == [1, 2]
    assert "Version 1 of 2" in written("letter", "show", "1", "--version", "1").out
    assert written("letter", "show", "1", "--version", "9").code == 1


def test_no_letter_yet_is_said_and_is_an_empty_list_for_scripts(people):
    result = people("letter", "list", "--json")
    assert (result.code, result.json) == (1, [])
    assert "callback letter new" in result.err


def test_several_letters_that_fit_are_listed_with_their_ids(written):
    written("letter", "new", "dana", "--subject", "Second")
    result = written("letter", "show", "dana")
    assert result.code == 2
    assert "Our conversation" in result.err
    assert "Second" in result.err


def test_delete_asks_on_a_terminal_and_undo_brings_all_back(written):
    assert written("letter", "delete", "dana", typed="n\n").code == 1
    assert written("letter", "delete", "dana", typed="y\n").code == 0
    assert written("letter", "show", "1").code == 1
    assert written("undo").code == 0
    assert text_of(written) == TEXT.rstrip()
    assert written("letter", "delete", "dana", "--json").json["deleted"] == 1


# Out


def test_export_writes_a_private_file_named_after_the_letter(written, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = written("letter", "export", "dana", "--as", "eml")
    assert result.code == 0
    (file,) = tmp_path.glob("*.eml")
    assert file.name == "our-conversation-1.eml"
    assert file.name in result.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"X-Unsent: 1" in file.read_bytes()

    assert written("letter", "export", "dana", "--as", "md", "--output", "-").out.count("thank you for Thursday.") == 1
    assert written("letter", "export", "dana", "--as", "mailto").out.startswith("mailto:dana@northwind.test?")
    assert written("letter", "export", "dana", "--as", "md", "-o", tmp_path / "x" / "y.md").code == 2


def test_help_lists_the_verbs_and_each_has_examples(callback):
    out = callback("letter", "--help").out
    for verb in ("new", "list", "show", "edit", "check", "finish", "sent", "export", "versions", "restore", "delete"):
        assert f"  {verb} " in out
        assert "Examples:" in callback("letter", verb, "--help").out
    assert "Exit code 0 when there is nothing to look at, 1 when there is." in callback("letter", "check", "--help").out
