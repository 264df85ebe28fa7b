import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.domain.letter_check import LetterContext, Point, check_letter
from crm.domain.letter_draft import DraftMaterial, DraftPoint, DraftProof, lay_out_letter
from crm.domain.letters import KINDS

GROWTH = DraftProof(
    "From four to nineteen",
    "four engineers and a waiting list of shops",
    "wrote the first two weeks down",
    "nineteen in a year, nobody left",
)
MATERIAL = DraftMaterial(
    recipient="Dana Whitfield",
    given="Dana",
    employer="Northwind Robotics",
    opportunity="Platform lead",
    points=(
        DraftPoint("Scaling the team", "challenge", (GROWTH,)),
        DraftPoint("Updates fail at night", "challenge"),
        DraftPoint("No robotics [yet]", "concern", (DraftProof(result="a line follower in two weeks"),)),
    ),
    advantage="fleets of machines nobody can walk up to",
    competition="one comes from robotics",
    own_questions=("Who holds a release back?", "Why Rust?"),
    responsibilities=("Run the update service",),
    chemistry="warm, first names, to the point",
    last_touch="call on Tue 10 Nov",
    feedback="build analytics on somebody's own data",
    feedback_done="a page for a food bank",
    offer="a paper on quiet motors",
    news="I start at Harbor Foods",
    own_name="Jo Marsh",
)
EVERYTHING_BUT_LINES_TO_WRITE_OVER = re.compile(r"\[[^\[\]]*\]")


def context(kind: str) -> LetterContext:
    points = tuple(Point(number, point.text, point.kind) for number, point in enumerate(MATERIAL.points))
    return LetterContext(kind, MATERIAL.recipient, MATERIAL.employer, points=points, own_name="Jo Marsh")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("material", [MATERIAL, DraftMaterial()], ids=["known", "unknown"])
def test_all_but_the_greeting_and_the_name_is_to_be_written_over(kind, material):
    draft = lay_out_letter(kind, material)
    written = EVERYTHING_BUT_LINES_TO_WRITE_OVER.sub("", draft).split()
    assert written in (["Dear", "Dana,", "Jo", "Marsh"], ["Dear", ","])


@pytest.mark.parametrize("kind", KINDS)
def test_the_letter_check_finds_every_line_left_in(kind):
    draft = lay_out_letter(kind, MATERIAL)
    found = [finding for finding in check_letter(draft, context(kind)) if finding.rule == "placeholder"]
    left = [number for number, line in enumerate(draft.split("\n"), 1) if line.startswith("[")]
    assert [finding.line for finding in found] == left
    assert len(left) >= 2


@pytest.mark.parametrize("kind", KINDS)
def test_material_left_in_answers_nothing_yet(kind):
    found = {finding.rule for finding in check_letter(lay_out_letter(kind, MATERIAL), context(kind))}
    assert ("unmet-challenge" in found and "unmet-concern" in found) == KINDS[kind].argues
    assert not found - {"placeholder", "unmet-challenge", "unmet-concern", "no-question", "no-next-step"}


def test_an_influence_letter_lays_out_the_whole_interview_in_order():
    draft = lay_out_letter("influence", MATERIAL)
    order = [
        "Dear Dana,",
        "warm, first names",
        "Scaling the team",
        "four engineers and a waiting list of shops",
        "wrote the first two weeks down",
        "nineteen in a year, nobody left",
        "Updates fail at night",
        "No robotics (yet)",
        "a line follower in two weeks",
        "fleets of machines nobody can walk up to",
        "one comes from robotics",
        "Who holds a release back?",
        "Why Rust?",
        "next step",
        "Jo Marsh",
    ]
    places = [draft.index(each) for each in order]
    assert places == sorted(places)
    assert draft.index("no proof point is tied to it yet") > draft.index("Updates fail at night")


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("cover", ["Northwind Robotics", "Platform lead", "Run the update service", "Scaling the team"]),
        ("thanks", ["Every good wish", "glad to hear from them", "call on Tue 10 Nov"]),
        ("feedback", ["as advice", "Platform lead", "No robotics (yet)"]),
        ("keep-in-touch", ["call on Tue 10 Nov", "analytics on somebody's own data", "a page for a food bank"]),
        ("offer", ["a paper on quiet motors", "Scaling the team; Updates fail at night"]),
        ("news", ["I start at Harbor Foods", "a page for a food bank"]),
        ("handwritten", ["fits on a card"]),
    ],
)
def test_the_other_kinds_start_from_what_is_known(kind, holds):
    draft = lay_out_letter(kind, MATERIAL)
    assert all(each in draft for each in holds), draft


@pytest.mark.parametrize("kind", ["thanks", "handwritten"])
def test_no_case_is_argued_after_a_no(kind):
    draft = lay_out_letter(kind, MATERIAL)
    assert not any(each in draft for each in ("Scaling", "robotics (yet)", "line follower", "walk up to"))


def test_without_a_given_name_the_whole_name_is_greeted():
    assert lay_out_letter("news", DraftMaterial(recipient="山田 太郎")).startswith("Dear 山田 太郎,\n")
    assert lay_out_letter("news", DraftMaterial()).startswith("Dear [name],\n")


def test_a_kind_nobody_knows_is_refused():
    with pytest.raises(KeyError):
        lay_out_letter("sonnet", MATERIAL)


@given(kind=st.sampled_from(list(KINDS)), text=st.text(max_size=900))
def test_whatever_the_material_holds_every_line_is_found_again(kind, text):
    proof = DraftProof(text, text, text, text)
    points = (DraftPoint(text, "challenge", (proof,)), DraftPoint(text, "concern", (proof,)))
    draft = lay_out_letter(
        kind,
        DraftMaterial(
            recipient="Dana Whitfield", points=points, advantage=text, competition=text, own_questions=(text,),
            responsibilities=(text,), chemistry=text, last_touch=text, feedback=text, feedback_done=text, offer=text,
            news=text,
        ),
    )  # fmt: skip
    lines = {number for number, line in enumerate(draft.split("\n"), 1) if line.startswith("[")}
    found = check_letter(draft, LetterContext(kind))
    assert lines <= {finding.line for finding in found if finding.rule == "placeholder"}
