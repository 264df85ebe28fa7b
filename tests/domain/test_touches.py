import pytest

from crm.domain.touches import (
    CHANNELS,
    DIRECTIONS,
    Weight,
    usual_outcome,
    waits_for_answer,
    weight,
)


@pytest.mark.parametrize(
    ("channel", "direction", "outcome", "expected"),
    [
        ("call", "out", "reached", Weight.CONTACT),
        ("meeting", "out", "reached", Weight.CONTACT),
        ("email", "in", "replied", Weight.CONTACT),
        ("call", "in", "no-answer", Weight.CONTACT),
        ("voicemail", "in", "replied", Weight.CONTACT),
        ("email", "out", "sent", Weight.SENT),
        ("letter", "out", "sent", Weight.SENT),
        ("message", "out", "sent", Weight.SENT),
        ("voicemail", "out", "no-answer", Weight.ATTEMPT),
        ("call", "out", "no-answer", Weight.ATTEMPT),
    ],
)
def test_a_touch_is_a_contact_sent_or_an_attempt(channel, direction, outcome, expected):
    assert weight(channel, direction, outcome) is expected


@pytest.mark.parametrize("channel", CHANNELS)
def test_inbound_is_always_a_contact(channel):
    assert usual_outcome(channel, "in") == "replied"
    assert weight(channel, "in", "replied") is Weight.CONTACT


@pytest.mark.parametrize(
    ("channel", "outcome"),
    [
        ("call", "reached"),
        ("meeting", "reached"),
        ("event", "reached"),
        ("other", "reached"),
        ("email", "sent"),
        ("letter", "sent"),
        ("message", "sent"),
        ("voicemail", "no-answer"),
    ],
)
def test_the_usual_outcome_of_an_outbound_touch(channel, outcome):
    assert usual_outcome(channel, "out") == outcome


def test_what_waits_for_an_answer():
    waiting = {
        (channel, direction)
        for channel in CHANNELS
        for direction in DIRECTIONS
        if waits_for_answer(channel, direction, usual_outcome(channel, direction))
    }
    assert waiting == {("email", "in"), ("message", "in"), ("letter", "in"), ("voicemail", "in")}
    assert waits_for_answer("call", "in", "no-answer")
