"""`callback playbooks`: the list, one playbook, the check of a file, and their exits."""

from __future__ import annotations

from pathlib import Path

import pytest

OWN = "name: mine\nabout: what I do\nstarts with: trial\nsteps: [{key: a, purpose: say hello, to: hr, when: 1 day}]\n"


@pytest.fixture
def own(home: Path) -> Path:
    folder = home / "playbooks"
    folder.mkdir(parents=True)
    path = folder / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_the_list_says_name_steps_whose_and_what_for(callback, home):
    outcome = callback("playbooks")
    assert (outcome.code, outcome.err) == (0, "")
    first = outcome.out.splitlines()[0]
    assert first.split("  ")[0] == "after the no"
    assert "12 steps" in first and "shipped" in first and "Stay in touch after a rejection" in first
    assert len(outcome.out.splitlines()) == 8
    assert not home.exists()


def test_own_playbooks_are_listed_as_own(callback, own):
    line = next(line for line in callback("playbooks").out.splitlines() if line.startswith("mine"))
    assert line.split("  ")[0] == "mine"
    assert "1 step " in line and " own " in line and line.endswith("what I do")
    [row] = [row for row in callback("playbooks", "--json").json if row["own"]]
    assert row == {
        "name": "mine", "about": "what I do", "starts_with": "trial", "steps": 1, "own": True, "file": str(own),
    }  # fmt: skip


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_a_broken_file_is_told_on_stderr_and_the_others_are_listed(callback, own, arguments):
    own.write_text(OWN.replace("hr", "boss"), encoding="utf-8")
    outcome = callback("playbooks", *arguments)
    assert outcome.code == 3
    assert outcome.err.startswith(f"{own}:4: to: there is no part “boss”")
    assert outcome.err.count("\n") == 1
    assert "after the no" in outcome.out and "mine" not in outcome.out


def test_show_tells_every_step_with_when_to_whom_why_and_what_to_say(callback):
    outcome = callback("playbooks", "show", "after", "the", "no")
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[:3] == [
        "after the no",
        "Stay in touch after a rejection, until the chair comes free again.",
        "starts with: rejection · 12 steps · shipped",
    ]
    start = lines.index(" 4  call to say thank you and ask one piece of advice")
    step = lines[start : lines.index("", start)]
    assert [line[4:15].strip() for line in step[1:] if line[4:15].strip()] == [
        "key", "when", "to", "by", "done if", "why", "say", "ask", "leave out", "voicemail",
    ]  # fmt: skip
    assert step[2] == "    when       1 working day after the step before"
    assert "    when       2 months after still-here, then every 2 months, 7 times in all" in lines
    assert "    when       in place of the first repeated step from 6 months after the start on" in lines
    assert any(line.startswith("    · every third also to hr, else recruiter, 10 days later: ") for line in lines)
    assert max(map(len, lines)) <= 100


def test_show_says_when_everybody_gets_a_step(callback):
    assert (
        "    to         everybody who is introducer, else coach, else friend"
        in callback("playbooks", "show", "landed").out.splitlines()
    )


def test_show_as_json_has_every_field(callback, own):
    playbook = callback("playbooks", "show", "mine", "--json").json
    assert playbook == {
        "name": "mine",
        "about": "what I do",
        "starts_with": "trial",
        "own": True,
        "file": str(own),
        "steps": [
            {
                "key": "a", "purpose": "say hello", "why": "", "to": ["hr"], "each": False, "channel": "email",
                "when": "1 day after the start", "not_before": None, "in_place_after": None, "only_if": [],
                "unless": [], "done_if": [], "phase": "early", "coffee": False, "keep_late": False, "repeat": 1,
                "rotate": [], "also": [],
                "prompts": {"opening": "", "question": "", "avoid": "", "voicemail": ""},
            }
        ],
    }  # fmt: skip
    keep = next(
        step
        for step in callback("playbooks", "show", "after the no", "--json").json["steps"]
        if step["key"] == "keep-in-touch"
    )
    assert keep["repeat"] == 7
    assert keep["also"][0]["every"] == 3
    assert len(keep["rotate"]) == 3


def test_an_unknown_playbook_is_exit_1_with_the_names(callback):
    outcome = callback("playbooks", "show", "nonsense")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("There is no playbook “nonsense”. There are: after the no, ")


def test_an_ambiguous_playbook_is_exit_2_with_the_candidates(callback):
    outcome = callback("playbooks", "show", "after")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[1:] == ["  after the no", "  after an interview"]


def test_check_of_a_sound_file(callback, own):
    outcome = callback("playbooks", "check", own)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == f"{own} is sound: “mine”, 1 step.\n"


def test_check_tells_every_problem_by_file_and_line(callback, own):
    own.write_text(OWN.replace("hr", "boss").replace("trial", "monday"), encoding="utf-8")
    outcome = callback("playbooks", "check", own)
    assert (outcome.code, outcome.out) == (3, "")
    assert [line.rpartition(str(own))[2][:3] for line in outcome.err.splitlines()] == [":3:", ":4:"]


def test_check_of_a_file_that_is_not_there_is_exit_2(callback, tmp_path):
    outcome = callback("playbooks", "check", tmp_path / "none.yaml")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"{tmp_path / 'none.yaml'}: No such file or directory.\n"


def test_nothing_foreign_in_a_playbook_reaches_the_terminal(callback, own):
    own.write_text(OWN.replace("say hello", '"\\e]52;c;x\\a\\u202Ehello"'), encoding="utf-8")
    for arguments in (["playbooks"], ["playbooks", "show", "mine"], ["playbooks", "check", own]):
        outcome = callback(*arguments)
        assert outcome.code == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(outcome.out + outcome.err)
