"""The one way from the screen to the book: a single thread that owns it.

Peewee keeps a connection for each thread that touches it, so everything, opening and closing included, happens on
one thread; the screen never waits for it except where it says `await`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Closable(Protocol):
    """What the gateway needs of a book itself."""

    def close(self) -> None:
        """Closes the file."""


class Gateway:
    """Runs functions of `crm.book` on the book's own thread, in the order they were asked for."""

    def __init__(self, opener: Callable[[], Closable]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="book")
        self._opened: Future[Closable] = self._thread.submit(opener)
        self._closed = False

    def wait_opened(self) -> None:
        """Wait until the book is open. Raises what opening raised; the thread is then gone."""
        try:
            self._opened.result()
        except BaseException:
            self._closed = True
            self._thread.shutdown(wait=False, cancel_futures=True)
            raise

    def start(
        self, func: Callable[Concatenate[Any, Given], Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Result]:
        """Begin `func(book, …)`; the future has what it gives or raises."""
        return self._thread.submit(lambda: func(self._opened.result(), *args, **kwargs))

    async def run(
        self, func: Callable[Concatenate[Any, Given], Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result:
        """`func(book, …)`, run on the book's thread. Cancelled before it began, it is never run."""
        return await asyncio.wrap_future(self.start(func, *args, **kwargs))

    def close(self) -> None:
        """Finish what was asked for, close the book on its thread, end the thread. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._thread.submit(self._close)
        self._thread.shutdown(wait=True)

    def _close(self) -> None:
        self._opened.result().close()
