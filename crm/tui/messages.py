"""What the parts of the screen tell each other."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message


class Changed(Message):
    """The book changed: `what` it was (`touch`, `follow-up`, `contact`, `mark`, `history`, `elsewhere`, `day`).

    `ids` are the contacts concerned; empty for all of them.
    """

    def __init__(self, what: str, ids: Sequence[int] = ()) -> None:
        super().__init__()
        self.what = what
        self.ids = tuple(ids)


class Pressed(Message):
    """A command was clicked: in the footer or on the tab line."""

    def __init__(self, command_id: str) -> None:
        super().__init__()
        self.command_id = command_id
