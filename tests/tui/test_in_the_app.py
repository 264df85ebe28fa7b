"""What the book says in the words of the command line names keys in the app."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crm.book.errors import Refused
from crm.tui.in_the_app import in_the_app

BOOK = Path(__file__).parents[2] / "crm" / "book"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "This letter is still a draft: `callback letter finish 7` lets it rest overnight; "
            "`--early` says that it goes out sooner on purpose.",
            "This letter is still a draft: f5 lets it rest overnight; f8 can say that it goes out sooner on purpose.",
        ),
        ("There is no proof point 3: `callback proof list` shows them with their ids.", "There is no proof point 3."),
        ("There was no no for Analyst: `callback no` records one.", "There was no no for Analyst: r records one."),
        (
            "It is still ahead. To plan it, use `callback plan WHO DATE PURPOSE` (f in the app).",
            "It is still ahead. To plan it, use f.",
        ),
        ("Nobody fits “`x`”.", "Nobody fits “`x`”."),
    ],
)
def test_a_command_becomes_its_key(said, shown):
    assert in_the_app(Refused(said)) == shown


def test_no_command_of_the_book_is_left_but_those_without_a_key():
    found = set()
    for file in BOOK.glob("*.py"):
        for text in re.findall(r"(`callback [^`]*`[^\n]*)", file.read_text(encoding="utf-8")):
            if not text.startswith("`callback playbooks`"):
                found.add(text)
    sentences = [text.split('"')[0] for text in found if '"""' not in text]
    assert len(sentences) > 15
    left = [shown for text in sentences if "`callback" in (shown := in_the_app(text))]
    assert left == []
