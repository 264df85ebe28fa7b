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
        #: Called on the loop when what was run has written to the book.
        self.on_change: Callable[[], None] | None = None

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

        def job(book: Any) -> tuple[Result, bool]:
            before = _changes(book)
            result = func(book, *args, **kwargs)
            return result, _changes(book) != before

        result, changed = await asyncio.wrap_future(self.start(job))
        if changed and self.on_change is not None:
            self.on_change()
        return result

    async def adopt(self, change: Callable[[Any], Closable]) -> None:
        """From now on the book is what `change` makes of it, with other settings for instance."""

        def job(book: Any) -> None:
            adopted: Future[Closable] = Future()
            adopted.set_result(change(book))
            self._opened = adopted

        await asyncio.wrap_future(self.start(job))

    def close(self) -> None:
        """Finish what was asked for, close the book on its thread, end the thread. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._thread.submit(self._close)
        self._thread.shutdown(wait=True)

    def _close(self) -> None:
        self._opened.result().close()


def _changes(book: Any) -> int:
    """Rises with what is written; a stand-in without a store never does."""
    return int(getattr(book, "changes", 0))
