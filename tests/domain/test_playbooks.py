"""Playbooks as such: words for offsets, the order steps come in, and what does not hold between them."""

from __future__ import annotations

import pytest

from crm.domain.playbooks import PARTS, Offset, PlaybookStep, circle, faults, in_order
from crm.domain.touches import CHANNELS

DAY = Offset(1, "days")


def step(key: str, offset: Offset = DAY, **more) -> PlaybookStep:
    return PlaybookStep(key, f"do {key}", ("hr",), offset, **more)


def after(key: str) -> Offset:
    return Offset(1, "days", key)


def keys(steps) -> list[str]:
    return [each.key for each in steps]


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (Offset(1, "working days"), "1 working day after the start"),
        (Offset(2, "weeks", "before"), "2 weeks after the step before"),
        (Offset(0, "days", "call"), "same day as call"),
        (Offset(3, "months", "decision date"), "3 months after the decision date"),
    ],
)
def test_an_offset_says_itself_in_words(offset, words):
    assert str(offset) == words


def test_parts_are_the_roles_of_people_and_four_more():
    assert PARTS[0] == "hiring manager" and "hr" in PARTS
    assert PARTS[-4:] == ("the teller", "introducer", "anyone", "anyone else")
    assert "voicemail" in CHANNELS


def test_steps_keep_the_order_of_the_file_but_come_after_what_they_count_from():
    steps = [step("a", after("c")), step("b"), step("c"), step("d", Offset(1, "days", "before"))]
    assert keys(in_order(steps[:3])) == ["b", "c", "a"]


def test_long_steps_come_after_all_early_ones():
    steps = [step("useful", phase="long"), step("call"), step("again", after("useful"), phase="long")]
    assert keys(in_order(steps)) == ["call", "useful", "again"]


@pytest.mark.parametrize(
    "steps",
    [
        [step("a", after("b")), step("b", after("a"))],
        [step("a", after("a"))],
        [step("a", after("b")), step("b", Offset(1, "days", "before"))],
        [step("a", not_before=after("c")), step("b", after("a")), step("c", after("b"))],
    ],
)
def test_dates_that_count_in_a_circle_are_found(steps):
    loop = circle(steps)
    assert loop is not None and loop[0] == loop[-1]
    with pytest.raises(ValueError, match="circle"):
        in_order(steps)
    assert [reason for _, reason in faults(steps)] == [f"the dates count in a circle: {' → '.join(loop)}"]


def test_a_long_chain_is_no_circle():
    steps = [step("s0"), *(step(f"s{number}", after(f"s{number - 1}")) for number in range(1, 100))]
    assert circle(steps) is None
    assert keys(in_order(steps[::-1])) == keys(steps)


def test_a_step_that_nobody_wrote_cannot_be_counted_from():
    assert list(faults([step("a", after("cal"))])) == [(0, "there is no step “cal” to count from")]
    assert list(faults([step("a", after("cal"))], other_keys={"cal"})) == []


def test_an_early_step_cannot_count_from_a_long_one():
    assert list(faults([step("useful", phase="long"), step("call", after("useful"))])) == [
        (1, "an early step cannot count from the long step “useful”")
    ]
    # “The step before” of an early step is the early one before.
    assert list(faults([step("useful", phase="long"), step("call", Offset(1, "days", "before"))])) == []


def test_a_step_that_takes_another_place_needs_one_and_gives_no_date():
    guest = step("visit", phase="long", in_place_after=Offset(6, "months"))
    touch = step("touch", phase="long", repeat=3)
    assert list(faults([guest])) == [(0, "there is no repeated step whose place it could take")]
    assert list(faults([touch, guest])) == []
    assert list(faults([touch, guest, step("then", after("visit"), phase="long")])) == [
        (2, "“visit” takes another step's place and has no date to count from")
    ]
