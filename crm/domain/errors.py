"""The base of everything that is told to a person in one sentence."""

from __future__ import annotations

from typing import ClassVar


class BookError(Exception):
    """An act could not be done. The message is a full sentence; `exit_code` is what a command ends with."""

    exit_code: ClassVar[int] = 2


class UnreadableBook(BookError):
    """The file is not a book, is damaged, is too new, or cannot be opened or written."""
