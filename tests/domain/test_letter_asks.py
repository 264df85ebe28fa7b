"""What a letter gives and asks, as far as its kind and its questions tell."""

import pytest

from crm.domain.letter_asks import asks, gives
from crm.domain.letters import KINDS


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Might you have fifteen minutes for a coffee?", "a meeting"),
        ("Could we meet\nin January?", "a meeting"),
        ("How did the meeting go? I had a coffee.", ""),
        ("What advice would you give me?", "advice"),
        ("What would you build, in my place?", "advice"),
        ("I took your advice. How are the robots?", ""),
        ("Do you have any feedback for me? Could you introduce me to Sam?", "feedback, an introduction"),
        ("Could you say where I fell short?\n\nWould you say so again? And where I fell short?", "feedback"),
        ("May I send you one page by Friday?", ""),
        ("Could\n\nI like coffee. Right?", ""),
        ("", ""),
    ],
)
def test_questions_tell_what_is_asked(text, asked):
    assert asks("influence", text) == asked


def test_a_request_for_feedback_asks_for_it_whatever_its_words():
    assert asks("feedback", "Where was I weak?") == "feedback"
    assert asks("feedback", "Could we meet?") == "feedback, a meeting"


def test_only_what_brings_something_gives():
    assert {kind: gives(kind) for kind in KINDS if gives(kind)} == {
        "offer": "an article or referral",
        "news": "news",
    }


def test_a_long_text_without_an_end_is_read_quickly():
    assert asks("news", "word " * 20_000 + "\n" * 20_000) == ""
