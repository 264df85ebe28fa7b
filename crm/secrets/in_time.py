"""A call that may never come back, with a limit on the wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Answer(Generic[T]):
    __slots__ = ("error", "value")

    def __init__(self) -> None:
        self.value: list[T] = []
        self.error: BaseException | None = None


def in_time(act: Callable[[], T], patience: float) -> T:
    """What `act` gives, or raises, within `patience` seconds.

    Raises TimeoutError when it takes longer. The thread it runs in is left to itself then; it is a daemon, so
    it does not hold up the end of the program (the workers of a thread pool would).
    """
    answer: _Answer[T] = _Answer()
    done = threading.Event()

    def work() -> None:
        try:
            answer.value.append(act())
        except BaseException as error:
            answer.error = error
        finally:
            done.set()

    threading.Thread(target=work, name="keyring", daemon=True).start()
    if not done.wait(patience):
        raise TimeoutError
    if answer.error is not None:
        raise answer.error
    return answer.value[0]
