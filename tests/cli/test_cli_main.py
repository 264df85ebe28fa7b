"""What every verb shares: help, usage, exits, foreign text, and faults of our own."""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata

import pytest

from crm.cli import main, output
from crm.cli.verbs import EXPORTS, VERBS

HOSTILE = [
    "[/]",
    "[@click=app.quit]x[/]",
    "esc \x1b[2J\x1b[31m here",
    "clip \x1b]52;c;aGVsbG8=\x07 board",
    "c1 \x9b31m \x9d52;c;aGk=\x9c",
    "bidi \u202eevil\u202c \u2066x\u2069 \u200f",
    "bell\x07 back\x08space del\x7f",
    "line\r\nbreak\x85next\u2028sep",
    "ghost\U000e0041\U000e007f",
    "lone \udc80 surrogate",
]


def is_safe(text: str) -> bool:
    unsafe = {"\u202e", "\u202c", "\u2066", "\u2069", "\u200f", "\u2028", "\u2029", "\x7f"}
    return not any(
        (unicodedata.category(char) in {"Cc", "Cs"} and char != "\n") or char in unsafe or char >= "\U000e0000"
        for char in text
    )


# Help and usage


def all_verbs() -> list[list[str]]:
    verbs = [[name] for name in VERBS] + [["export", name] for name in EXPORTS]
    return [*verbs, ["touch", "edit"], ["touch", "delete"]]


@pytest.mark.parametrize("verb", all_verbs(), ids=" ".join)
def test_every_verb_has_help_with_examples(callback, home, verb):
    outcome = callback(*verb, "--help")

    assert outcome.code == 0
    assert "Examples:" in outcome.out
    assert f"callback {verb[0]}" in outcome.out
    assert outcome.err == ""
    assert not home.exists()


def test_help_lists_every_verb_with_its_line(callback):
    out = callback("--help").out
    for name, verb in VERBS.items():
        assert re.search(rf"^  {name} +{re.escape(verb.help)}$", out, re.MULTILINE)


def test_version(callback):
    assert re.fullmatch(r"callback \d+\.\d+\.\d+\n", callback("--version").out)


@pytest.mark.parametrize(
    "arguments",
    [["kueue"], ["queue", "--limit", "none"], ["queue", "extra"], ["--nonsense"], ["queue", "--nonsense"],
     ["export"], ["export", "xml"], ["touch"], ["touch", "edit", "x"], ["log"], ["add"], ["--book"],
     ["--book", "", "queue"]],
)  # fmt: skip
def test_bad_usage_is_exit_2_with_a_sentence_and_no_output(callback, home, arguments):
    outcome = callback(*arguments)

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.strip()
    assert "Traceback" not in outcome.err
    assert not home.exists()


def test_a_misspelt_verb_is_answered_with_the_nearest(callback):
    assert "Did you mean “queue”?" in callback("kueue").err


@pytest.mark.parametrize("verb", [[], ["demo"]])
def test_the_app_without_a_terminal_says_so_and_makes_nothing(callback, home, verb):
    outcome = callback(*verb)

    assert (outcome.code, outcome.out) == (2, "")
    assert "needs a terminal" in outcome.err
    assert not home.exists()


# Clock and settings


def test_a_wrong_today_is_said_and_no_book_is_made(callback, home, monkeypatch):
    monkeypatch.setenv("CALLBACK_TODAY", "22.11.2026")

    outcome = callback("add", "Dana")

    assert (outcome.code, outcome.out) == (2, "")
    assert "CALLBACK_TODAY" in outcome.err
    assert not home.exists()


def test_a_wrong_setting_names_file_and_line(callback, home):
    home.mkdir()
    (home / "config.yaml").write_text("theme: x\nweekend: someday\n")

    outcome = callback("add", "Dana")

    assert outcome.code == 2
    assert f"{home / 'config.yaml'}, line 2" in outcome.err
    assert sorted(path.name for path in home.iterdir()) == ["config.yaml"]


def test_holidays_in_the_settings_move_computed_dates(callback, home):
    home.mkdir()
    (home / "config.yaml").write_text("holidays: [2027-01-12]\n")
    callback("add", "Dana", "--role", "peer")
    callback("log", "dana", "--on", "12 nov")
    assert callback("show", "dana", "--json").json["next"]["shown"] == "2027-01-13"


# Foreign text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_of_a_field_reaches_the_terminal(callback, text):
    values = [
        "--employer",
        text,
        "--title",
        text,
        "--role",
        text,
        "--tag",
        text,
        "--notes",
        text,
        "--met",
        text,
    ]
    outcomes = [callback("add", f"Eve {text}", *values)]
    outcomes.append(callback("log", "eve", "--note", text, "--gave", text, "--asked", text))
    outcomes.append(callback("plan", "eve", "tomorrow", f"why {text}"))
    outcomes.append(callback("plan", "eve", "tomorrow", f"again {text}"))
    for verb in (["queue"], ["queue", "--json"], ["contacts"], ["contacts", "--json"], ["show", "eve"],
                 ["show", "eve", "--json"], ["history"], ["history", "--json"], ["done", "eve"]):  # fmt: skip
        outcomes.append(callback(*verb))

    assert [outcome.code for outcome in outcomes[:-1]] == [0] * (len(outcomes) - 1)
    for outcome in outcomes:
        assert is_safe(outcome.out)
        assert is_safe(outcome.err)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_of_an_argument_is_said_back(callback, text):
    callback("add", "Dana")
    for arguments in (
        ["show", text], [text], ["queue", text], ["queue", f"--{text}"], ["log", "dana", "--channel", text],
        ["log", "dana", "--on", text], ["edit", "dana", "--set", text],
        ["edit", "dana", "--set", f"{text}=1"], ["contacts", text], ["touch", "edit", text],
        ["--book", f"/nowhere/{text}", "queue"], ["snooze", "dana", text],
    ):  # fmt: skip
        outcome = callback(*arguments)

        assert outcome.code in {1, 2}
        assert is_safe(outcome.out)
        assert is_safe(outcome.err)


def test_a_line_of_a_megabyte_is_printed_in_one_piece_and_does_not_widen_the_others(callback):
    callback("add", "Long " + "x" * 1_000_000, "--role", "peer")
    callback("add", "Short", "--role", "peer")

    lines = callback("contacts").out.splitlines()

    assert len(lines[2]) < 200
    assert callback("show", "long").code == 0


def test_json_escapes_what_acts_on_a_terminal_and_keeps_the_value():
    for text in HOSTILE:
        printed = output.json_text({"v": text})
        assert is_safe(printed)
        assert json.loads(printed) == {"v": text}


def test_json_shows_other_scripts_as_they_are_where_the_terminal_can(callback):
    callback("add", "山田 太郎")
    assert "山田 太郎" in callback("contacts", "--json").out


@pytest.mark.parametrize("verb", [["contacts"], ["contacts", "--json"], ["show", "山田"]])
def test_a_latin_1_terminal_gets_escapes_and_no_crash(callback, monkeypatch, verb):
    callback("add", "山田 太郎")
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="latin-1"))

    code = main.run(verb)

    assert code == 0
    assert b"\\u5c71\\u7530" in raw.getvalue()


# Columns


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_columns_never_exceed_the_width_whatever_the_script(width):
    rows = [
        ("山田 太郎" * 9, "y" * 50, "why " * 30),
        ("José", "مريم", "short"),
        ("e\u0301" * 60, "", "👩‍💻" * 50),
    ]

    lines = output.columns(rows, width=width, limits=(32, 28), indent=2)

    assert all(output.cells(line) <= width for line in lines)
    assert "…" in lines[0]


def test_cut_counts_cells_and_marks_what_was_left_out():
    assert output.cut("山田太郎", 8) == "山田太郎"
    assert output.cut("山田太郎", 7) == "山田太…"
    assert output.cut("abc", 1) == "…"
    assert output.cut("abc", 0) == ""


# Things that go wrong


def test_a_fault_of_our_own_is_one_sentence_without_values(callback, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("secret Dana Whitfield")

    monkeypatch.setattr("crm.cli.where.resource", broken)

    outcome = callback("where")

    assert outcome.code == 70
    assert re.search(r"\(RuntimeError at crm\.cli\.where:\d+\)", outcome.err)
    assert "secret" not in outcome.err
    assert outcome.err.count("\n") == 1


def test_ctrl_c_is_quiet_and_130(callback, monkeypatch):
    def interrupted(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("crm.cli.where.resource", interrupted)
    outcome = callback("where")
    assert (outcome.code, outcome.out.strip(), outcome.err.strip()) == (130, "", "")
