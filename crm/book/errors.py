"""What can be wrong with an act, each as one sentence for a person. Messages carry no private values."""

from __future__ import annotations

from collections.abc import Sequence

from crm.domain.errors import BookError, UnreadableBook

__all__ = ["Ambiguous", "BookError", "Declined", "NotFound", "Refused", "UnreadableBook"]


class NotFound(BookError):
    """Nobody and nothing fits what was asked for."""

    exit_code = 1


class Ambiguous(BookError):
    """Several people or items fit. `candidates` are the lines to show under the sentence."""

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates: tuple[str, ...] = tuple(candidates)


class Refused(BookError):
    """A value does not hold: a touch in the future, an empty name, a cadence that is none."""


class Declined(BookError):
    """There is nothing to do: nothing to undo, nothing open, nothing waiting; or the person said no."""

    exit_code = 1
