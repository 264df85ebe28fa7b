"""A playbook in YAML: what a hand may write, and every refusal with its line and its reason."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.playbooks import Also, Offset, Playbook, PlaybookStep, Prompts, Turn
from crm.formats.playbook_yaml import MAX_BYTES, PlaybookProblem, read_playbook

SMALL = """\
name: my own
starts with: rejection
steps:
  - key: call
    purpose: call the manager
    to: hiring manager
    when: next working day
"""
WHOLE = """\
name: All Of It
about: shows every key
starts_with: Rejection
steps:
  - key: Thank HR
    purpose: thank HR
    why: they told you
    to: [the teller, HR, recruiter, hr]
    channel: e-mail
    when: next working day
    only if: [hr told]
    unless: no manager, feedback given
    prompts:
      opening: >-
        Thank you
        for telling me.
      question: May I?
      avoid: nothing
      voicemail: Just thanks.
  - key: call
    purpose: call
    to: the hiring manager, executive
    channel: phone
    when: two working days after the thank-hr
    not before: 1 week after start
    done if: manager rang
    keep late: yes
    each: true
  - {key: coffee, purpose: coffee, to: anyone, coffee: yes, when: 2 weeks after the step before}
  - key: useful
    purpose: send something
    to: anyone
    phase: long
    when: 60 days
  - key: keep
    purpose: keep in touch
    to: anyone
    phase: long
    when: 2 months after useful
    repeat: 7
    rotate:
      - advice
      - {purpose: news, why: it moves, prompts: {opening: News!}}
    also:
      to: [hr]
      every: 3
      days later: 12
      purpose: hello
      why: they hear first
      channel: message
  - key: visit
    purpose: drop in
    to: anyone else
    channel: meeting
    in place after: 6 months
"""


def read(text: str | bytes) -> Playbook:
    playbook, problems = read_playbook(text.encode() if isinstance(text, str) else text, "own.yaml")
    assert problems == ()
    assert playbook is not None
    return playbook


def wrong(text: str | bytes) -> list[tuple[int, str]]:
    playbook, problems = read_playbook(text.encode() if isinstance(text, str) else text, "own.yaml")
    assert playbook is None
    assert problems
    assert {problem.file for problem in problems} == {"own.yaml"}
    return [(problem.line, problem.reason) for problem in problems]


def with_line(line: str, *, instead: str = "") -> str:
    """The small playbook with one more line in its step, the 8th, or with another line in place of one."""
    return SMALL.replace(instead, line) if instead else f"{SMALL}    {line}\n"


def test_every_key_is_read():
    assert read(WHOLE) == Playbook(
        name="All Of It",
        about="shows every key",
        starts_with="rejection",
        file="own.yaml",
        steps=(
            PlaybookStep(
                "thank-hr", "thank HR", ("the teller", "hr", "recruiter"), Offset(1, "working days"), "they told you",
                "email", Prompts("Thank you for telling me.", "May I?", "nothing", "Just thanks."),
                only_if=("hr told",), unless=("no manager", "feedback given"),
            ),
            PlaybookStep(
                "call", "call", ("hiring manager", "executive"), Offset(2, "working days", "thank-hr"), channel="call",
                not_before=Offset(1, "weeks"), done_if=("manager rang",), keep_late=True, each=True,
            ),
            PlaybookStep(
                "coffee", "coffee", ("anyone",), Offset(2, "weeks", "before"), channel="meeting", is_coffee=True
            ),
            PlaybookStep("useful", "send something", ("anyone",), Offset(60, "days"), phase="long"),
            PlaybookStep(
                "keep", "keep in touch", ("anyone",), Offset(2, "months", "useful"), phase="long", repeat=7,
                turns=(Turn("advice"), Turn("news", "it moves", Prompts("News!"))),
                also=(Also(("hr",), 3, 12, "hello", "they hear first", "message"),),
            ),
            PlaybookStep(
                "visit", "drop in", ("anyone else",), channel="meeting", phase="long",
                in_place_after=Offset(6, "months"),
            ),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("next working day", Offset(1, "working days")),
        ("the next working day after the step before", Offset(1, "working days", "before")),
        ("same day", Offset(0, "days")),
        ("same day as the decision date", Offset(0, "days", "decision date")),
        ("1 Week after the Start", Offset(1, "weeks")),
        ("a month", Offset(1, "months")),
        ("ten days after before", Offset(10, "days", "before")),
        ("3 workdays after decision", Offset(3, "working days", "decision date")),
        ("0 days after decision date", Offset(0, "days", "decision date")),
    ],
)
def test_when_is_written_as_one_says_it(text, offset):
    assert read(with_line(f"when: {text}", instead="when: next working day")).steps[0].offset == offset


def test_values_are_cleaned_where_they_enter():
    steps = read(with_line('purpose: "ca\\e[31mll \\u202E them"', instead="purpose: call the manager")).steps
    assert steps[0].purpose == "ca[31mll them"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (with_line("chanal: call"), 8, "“chanal” is not a key of a step; did you mean “channel”?"),
        (with_line("weather: wet"), 8, "“weather” is not a key of a step; there are: key, purpose, why"),
        (with_line("weather:"), 8, "“weather” is not a key of a step"),
        (SMALL + "writer: me\n", 8, "“writer” is not a key of a playbook"),
        (with_line("prompts: {openingg: hi}"), 8, "“openingg” is not a key of prompts; did you mean “opening”?"),
        (with_line("prompts:\n      - hi"), 9, "prompts is written as keys and values"),
        (with_line("prompts:\n      opening: hi\n      asks: x"), 10, "“asks” is not a key of prompts"),
        (with_line("not before: 1 day after cal"), 7, "there is no step “cal” to count from"),
        (with_line("when: 1 week after the note", instead="when: next working day"), 7, "there is no step “note”"),
        (with_line("when: soon", instead="when: next working day"), 7, "when “soon” cannot be understood: write for"),
        (with_line("when: -3 days", instead="when: next working day"), 7, "cannot be understood"),
        (with_line("when: many days", instead="when: next working day"), 7, "cannot be understood"),
        (with_line("when: 3 years", instead="when: next working day"), 7, "cannot be understood"),
        (with_line(f"when: {'9' * 99} days", instead="when: next working day"), 7, "is more than ten years"),
        (with_line("when: [1 day]", instead="when: next working day"), 7, "when should be one text, not a list"),
        (with_line("when: 1 day after call", instead="when: next working day"), 7, "in a circle: call → call"),
        (with_line("to: [hr, hiring managr]", instead="to: hiring manager"), 6, "no part “hiring managr”; did"),
        (with_line("to:\n      - hr\n      - boss", instead="to: hiring manager"), 8, "no part “boss”; there are: hir"),
        (with_line("channel: fax"), 8, "channel “fax” is not one of call, email"),
        (with_line("channel: voicemail"), 8, "plan a call"),
        (with_line("only if: [hr told, full moon]"), 8, "only if: there is no condition “full moon”; there are: hr"),
        (with_line("unless: hr tolt"), 8, "did you mean “hr told”?"),
        (with_line("done if: never"), 8, "there is no condition “never”"),
        (with_line("phase: middle"), 8, "phase “middle” is not one of early, long"),
        (with_line("repeat: 3"), 8, "“repeat” belongs to a step with “phase: long”"),
        (with_line("also:\n      - to: hr"), 8, "“also” belongs to a step with “phase: long”"),
        (with_line("phase: long\n    repeat: 0"), 9, "repeat “0” is not a number from 1 to 60"),
        (with_line("phase: long\n    repeat: often"), 9, "repeat “often” is not a number"),
        (with_line("phase: long\n    rotate: [a]"), 9, "“rotate” needs “repeat”"),
        (with_line("phase: long\n    keep late: yes"), 9, "“keep late” belongs to an early step"),
        (with_line("phase: long\n    also: {every: 2}"), 9, "“also” needs “to”"),
        (with_line("phase: long\n    repeat: 2\n    rotate: [{why: x}]"), 10, "needs a purpose"),
        (with_line("in place after: 6 months"), 7, "it has no “when” of its own"),
        (with_line("in place after: 6 months", instead="when: next working day"), 4, "no repeated step whose place"),
        (with_line("in place after: 1 day after call", instead="when: next working day"), 7, "counts from the start"),
        (with_line("coffee: perhaps"), 8, "coffee “perhaps” is neither yes nor no"),
        (with_line("Purpose: again"), 8, "“purpose” is there twice"),
        (with_line("purpose: again"), 8, "the key “purpose” is there twice"),
        (with_line("purpose:", instead="purpose: call the manager"), 4, "the step “call” has no “purpose”"),
        (with_line("", instead="    to: hiring manager\n"), 4, "the step “call” has no “to”"),
        (with_line("", instead="    when: next working day\n"), 4, "the step “call” has no “when”: write for instance"),
        (with_line("- purpose: x", instead="- key: call\n    purpose: call the manager"), 4, "a step needs a key"),
        (with_line("- key: the step before", instead="- key: call"), 4, "means something else in “when”"),
        (with_line(f"- key: {'k' * 41}", instead="- key: call"), 4, "a key has 1 to 40 letters"),
        (with_line(f"purpose: {'x' * 201}", instead="purpose: call the manager"), 5, "over 200 characters"),
        (with_line(f"prompts: {{opening: {'x ' * 1001}x}}"), 8, "opening is over 2,000 characters long"),
        (SMALL + SMALL.partition("steps:\n")[2], 8, "there is another step “call”: give this one a key of its own"),
        (SMALL.replace("name: my own\n", ""), 1, "it has no name"),
        (SMALL.replace("rejection", "monday"), 2, "starts with “monday” is not one of rejection, interview"),
        (SMALL.replace("starts with: rejection\n", ""), 1, "“starts with” is missing"),
        ("name: x\nstarts with: trial\n", 1, "it has no steps"),
        ("name: x\nstarts with: trial\nsteps: []\n", 1, "it has no steps"),
        ("name: x\nstarts with: trial\nsteps: [call, me]\n", 3, "a step is written as keys and values"),
        (f"name: x\nstarts with: trial\nsteps: [{'{key: a},' * 101}]\n", 3, "101 are too many; at most 100"),
        (SMALL + "contacts:\n  - name: Dana\n", 8, "“contacts” is not a key of a playbook"),
        ("- a\n- b\n", 1, "a playbook is written as name:, starts with: and steps:"),
        ("just a text\n", 1, "a playbook is written as"),
        ("", 1, "there is nothing in it"),
        ("# only a comment\n", 1, "there is nothing in it"),
        (SMALL + "---\n" + SMALL, 9, "a file holds one playbook"),
        ("name: [\nsteps: }", 2, "this is not YAML"),
        ("name: x\n\tsteps: y\n", 2, "this is not YAML"),
        ("name: *who\n", 1, "*who refers to nothing"),
        ("a: &a {x: 1}\nb: {<<: *a}\n", 2, "merge keys (<<) are not read"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_told_with_its_line(text, line, reason):
    told = wrong(text)
    assert any(at == line and reason in why for at, why in told), told


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"name: x\nabout: Jos\xe9\n", 2, "this is not UTF-8 text"),
        (b"name: x\0\n", 0, "it is not a text file"),
        (b"SQLite format 3\0" + bytes(5000), 0, "it is not a text file"),
        (b"[" * 100_000, 1, "nested more than 20 deep"),
    ],
)
def test_other_files_are_refused(data, line, reason):
    assert [(at, reason in why) for at, why in wrong(data)] == [(line, True)]


def test_all_problems_of_a_file_are_told_at_once_in_order_of_lines():
    text = SMALL.replace("to: hiring manager", "to: boss").replace("next working day", "soon") + "    chanal: fax\n"
    text += "  - {key: then, purpose: then, to: hr, when: 1 day after call}\n"
    text += "  - {key: last, purpose: last, to: hr, when: 1 day after nothing}\n"
    assert [(line, why.split(";")[0][:32]) for line, why in wrong(text)] == [
        (6, "to: there is no part “boss”"),
        (7, "when “soon” cannot be understood"),
        (8, "“chanal” is not a key of a step"),
        (10, "there is no step “nothing” to co"),
    ]


def test_a_file_without_end_of_problems_names_the_first_fifty():
    text = SMALL + "".join(f"    unknown{number}: x\n" for number in range(500))
    assert len(wrong(text)) == 50


@pytest.mark.parametrize("size", [MAX_BYTES + 1, 10_000_000])
def test_a_large_file_is_refused_fast_and_unread(size):
    start = time.perf_counter()
    assert wrong(b"[" * size) == [(0, "it is over 1 MB, so it is no playbook")]
    assert time.perf_counter() - start < 0.2


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
            for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        SMALL + "    prompts: &p {opening: x}\n" + "    also: [" + "*p, " * 90_000 + "]\n",
        SMALL + "".join(f"    key{number}: x\n" for number in range(70_000)),
        SMALL + "    to: [" + "hr, " * 200_000 + "]\n",
        "steps:\n" + "- {key: a}\n" * 80_000,
    ],
    ids=["alias bomb", "aliases", "keys", "parts", "steps"],
)  # fmt: skip
def test_hostile_files_end_soon_in_problems(text):
    start = time.perf_counter()
    assert wrong(text)
    assert time.perf_counter() - start < 5


def test_an_alias_spares_writing_the_same_prompts_twice():
    text = SMALL + "    prompts: &p {opening: Hello}\n"
    text += "  - {key: again, purpose: again, to: hr, when: 1 week, prompts: *p}\n"
    assert [step.prompts.opening for step in read(text).steps] == ["Hello", "Hello"]


def test_a_problem_says_itself_as_compilers_do():
    assert str(PlaybookProblem("own.yaml", 3, "no")) == "own.yaml:3: no"
    assert str(PlaybookProblem("own.yaml", 0, "no")) == "own.yaml: no"


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_make_it_stumble(data):
    playbook, problems = read_playbook(data, "any.yaml")
    assert (playbook is None) == bool(problems)


@given(st.data())
def test_no_damage_to_a_sound_file_makes_it_stumble(data):
    at = data.draw(st.integers(0, len(WHOLE)))
    cut = data.draw(st.integers(0, 20))
    text = WHOLE[:at] + data.draw(st.text(alphabet=" \n:-[]{}*&!|>'\"#,abc1", max_size=8)) + WHOLE[at + cut :]
    playbook, problems = read_playbook(text.encode(), "any.yaml")
    assert (playbook is None) == bool(problems)
