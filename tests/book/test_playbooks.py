"""Which playbooks there are: the shipped ones whole, own ones over them, broken ones told and never in the way."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm.book.errors import Ambiguous, NotFound
from crm.book.places import Places, places, resource
from crm.book.playbooks import DEFAULT_PLAYBOOK, get_playbook, is_own, load_playbooks, read_playbook_file
from crm.domain.laying_out import Person, Situation, lay_out
from crm.domain.playbooks import CONDITIONS, PARTS, PHASES, STARTS, STEP_CHANNELS
from crm.domain.workdays import USUAL_WEEK
from crm.formats import playbook_yaml
from crm.formats.playbook_yaml import read_playbook

SHIPPED = {
    "after the no",
    "after an interview",
    "introduction",
    "cold employer on the target list",
    "apply although it is filled",
    "answer a concern with work",
    "temporary-to-permanent trial",
    "landed",
}
OWN = "name: {name}\nstarts with: trial\nsteps: [{{key: a, purpose: mine, to: hr, when: 1 day}}]\n"


@pytest.fixture
def where(home: Path) -> Places:
    found = places({"CALLBACK_HOME": str(home)})
    found.playbooks.mkdir(parents=True)
    return found


def write(where: Places, file: str, text: str) -> Path:
    path = where.playbooks / file
    path.write_text(text, encoding="utf-8")
    return path


def test_every_playbook_of_the_method_is_shipped_and_sound(home):
    found, problems = load_playbooks()
    assert set(found) == SHIPPED
    assert problems == []
    assert next(iter(found)) == DEFAULT_PLAYBOOK
    assert not any(is_own(each) for each in found.values())
    assert not home.exists()


def test_every_shipped_step_has_a_reason_and_all_four_prompts():
    for playbook in load_playbooks()[0].values():
        for step in playbook.steps:
            where = f"{playbook.name}, {step.key}"
            assert step.why, where
            for prompts in [turn.prompts for turn in step.turns if turn.prompts.opening] or [step.prompts]:
                assert all((prompts.opening, prompts.question, prompts.avoid, prompts.voicemail)), where


def test_the_words_of_the_default_are_no_lecture():
    for step in get_playbook().steps:
        prompts = [step.prompts, *(turn.prompts for turn in step.turns), *(also.prompts for also in step.also)]
        for text in [text for each in prompts for text in (each.opening, each.question, each.avoid, each.voicemail)]:
            assert len(text) <= 400, (step.key, text)
            assert not {"must", "always", "neglected", "overdue", "never"} & set(text.casefold().split())
        # What the letter check points at is not proposed either.
        for text in [text for each in prompts for text in (each.opening, each.question)]:
            assert not any(word in text.casefold() for word in ("reconsider", "mentor", "role model", "why wasn't"))


def test_an_own_playbook_is_one_more(where):
    write(where, "mine.yaml", OWN.format(name="mine"))
    found, problems = load_playbooks(where)
    assert set(found) == SHIPPED | {"mine"}
    assert problems == []
    assert is_own(found["mine"], where)


def test_an_own_playbook_takes_the_place_of_a_shipped_one_however_the_name_is_spelled(where):
    write(where, "other-name.yml", OWN.format(name="After The No"))
    found, _ = load_playbooks(where)
    assert set(found) == SHIPPED - {"after the no"} | {"After The No"}
    assert get_playbook("after the no", where).steps[0].purpose == "mine"
    assert next(iter(found)) == "After The No"


def test_a_broken_file_is_told_and_stops_no_other(where):
    broken = write(where, "a.yaml", OWN.format(name="landed").replace("hr", "boss"))
    write(where, "b.yaml", OWN.format(name="mine"))
    found, problems = load_playbooks(where)
    assert set(found) == SHIPPED | {"mine"}
    assert not is_own(found["landed"], where)  # the shipped one stays
    [problem] = problems
    assert str(problem).startswith(f"{broken}:3: to: there is no part “boss”")


def test_two_own_files_of_one_name_are_told(where):
    write(where, "a.yaml", OWN.format(name="mine"))
    second = write(where, "b.yaml", OWN.format(name="Mine").replace("1 day", "2 days"))
    found, problems = load_playbooks(where)
    assert found["mine"].file.endswith("a.yaml")
    assert [str(problem) for problem in problems] == [f"{second}: “Mine” is in a.yaml already: rename one"]


def test_what_is_no_playbook_file_is_left_alone(where):
    write(where, "notes.txt", "x")
    write(where, ".#mine.yaml", "x: [")
    (where.playbooks / "folder.yaml").mkdir()
    os.mkfifo(where.playbooks / "pipe.yaml")
    assert load_playbooks(where)[1] == []


def test_a_link_that_leads_nowhere_is_told(where):
    (where.playbooks / "gone.yaml").symlink_to("nowhere.yaml")
    found, problems = load_playbooks(where)
    assert set(found) == SHIPPED
    assert [problem.reason for problem in problems] == ["it cannot be read: No such file or directory"]


def test_a_large_file_is_not_read_whole(where):
    path = where.playbooks / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # a sparse file: reading it would take minutes
    assert [problem.reason for problem in load_playbooks(where)[1]] == ["it is over 1 MB, so it is no playbook"]


def test_more_files_than_anybody_writes_are_told(where):
    for number in range(201):
        write(where, f"{number:03}.yaml", OWN.format(name=f"own {number}"))
    found, problems = load_playbooks(where)
    assert len(found) == 200 + len(SHIPPED)
    assert [problem.reason for problem in problems] == ["only the first 200 files are read"]


@pytest.mark.parametrize("name", ["after the no", "After-The-No", " after   the no ", "after the", "the no"])
def test_a_playbook_is_found_by_name_beginning_or_part(name):
    assert get_playbook(name).name == "after the no"


@pytest.mark.parametrize("name", ["nonsense", "", "\x1b[31m"])
def test_an_unknown_name_is_answered_with_those_there_are(name):
    with pytest.raises(NotFound) as caught:
        get_playbook(name)
    assert all(each in str(caught.value) for each in SHIPPED)
    assert "\x1b" not in str(caught.value)


def test_an_unknown_name_hints_at_a_file_that_could_not_be_used(where):
    write(where, "a.yaml", "name: mine\n")
    with pytest.raises(NotFound, match="A file could not be used: `callback playbooks` says why"):
        get_playbook("mine", where)


def test_a_beginning_of_several_is_ambiguous():
    with pytest.raises(Ambiguous) as caught:
        get_playbook("after")
    assert set(caught.value.candidates) == {"after the no", "after an interview"}


def test_shipped_files_are_found_where_resources_are():
    assert {Path(each.file).parent for each in load_playbooks()[0].values()} == {resource("playbooks")}


def test_a_missing_file_is_the_callers_to_tell(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_playbook_file(tmp_path / "none.yaml")


# The page that says how to write one

PAGE = (Path(__file__).parents[2] / "docs" / "PLAYBOOKS.md").read_text(encoding="utf-8")


def test_the_example_of_the_page_is_sound_and_gives_the_dates_it_names():
    example = PAGE.partition("```yaml\n")[2].partition("```")[0]
    playbook, problems = read_playbook(example.encode(), "example")
    assert problems == ()
    people = (Person(1, "Dana", "hiring manager"), Person(2, "Hugo", "hr"))
    friday = date(2026, 11, 20)
    facts = Situation(friday, friday, USUAL_WEEK, people, "hr", 2, "email")
    days = [step.on.isoformat() for step in lay_out(playbook, facts)]
    assert days[:4] == ["2026-11-23", "2026-11-24", "2027-01-19", "2027-04-19"]
    assert len(days) == 7
    assert lay_out(playbook, replace(facts, told_by_part="nobody"))[0].on == date(2026, 11, 23)


def test_the_page_names_every_playbook_key_part_channel_and_condition():
    for name in SHIPPED:
        assert f"| {name} | {get_playbook(name).starts_with} |" in PAGE
    for words in (playbook_yaml._PLAYBOOK_KEYS, playbook_yaml._STEP_KEYS, playbook_yaml._TURN_KEYS):
        assert not [word for word in words if f"`{word}`" not in PAGE]
    for words in (playbook_yaml._ALSO_KEYS, playbook_yaml._PROMPT_KEYS, PARTS, STARTS, STEP_CHANNELS, PHASES):
        assert not [word for word in words if f"`{word}`" not in PAGE]
    for condition, meaning in CONDITIONS.items():
        assert f"| `{condition}` | {meaning} |" in PAGE
