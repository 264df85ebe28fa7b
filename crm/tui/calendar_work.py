"""Something that talks to a calendar server or a keyring: on a thread of its own, watched, and left when it is stopped.

A request may take two minutes and a keyring may never answer. So the thread is a daemon: neither the screen nor the
end of the program waits for it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Stopped(Exception):
    """The person stopped it."""


class CalendarWork:
    """One piece of work: what it is doing in words, how far it is, and whether it is to end. Made on the loop."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._far = (0, 0)
        self._stopped = asyncio.Event()
        self._running: Future[Any] | None = None

    @property
    def words(self) -> str:
        """`Syncing with Callback, 12 of 40 …`; empty while a person is asked something."""
        if not self._what:
            return ""
        done, total = self._far
        far = f", {done:,} of {total:,}" if total else ""
        return f"Stopping, {self._what[:1].lower()}{self._what[1:]} …" if self.stopped else f"{self._what}{far} …"

    @property
    def stopped(self) -> bool:
        """True from when it was asked to end; asked on any thread."""
        return self._stopped.is_set()

    @property
    def lingers(self) -> bool:
        """True while a thread that nobody waits for any more still runs."""
        return self._running is not None and not self._running.done()

    def now(self, what: str) -> None:
        """It does something else now; with nothing, somebody is asked."""
        self._what, self._far = what, (0, 0)

    def progress(self, done: int, total: int) -> None:
        """It is so far; called on any thread."""
        self._far = (done, total)

    def stop(self) -> None:
        """Have it end."""
        self._stopped.set()

    async def aside(
        self, grace: float, func: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result:
        """What `func` gives, run on a thread of its own. Raises what it raises, and Stopped when it was stopped.

        Stopped, the thread still has `grace` seconds to come to an end by itself; then it is left alone.
        """
        if self.stopped:
            raise Stopped
        future = _begun(lambda: func(*args, **kwargs))
        self._running = future
        answer = asyncio.ensure_future(asyncio.wrap_future(future))
        stopping = asyncio.ensure_future(self._stopped.wait())
        either: set[asyncio.Future[Any]] = {answer, stopping}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done() and grace:
                await asyncio.wait({answer}, timeout=grace)
            if not answer.done():
                raise Stopped
            return answer.result()
        finally:
            stopping.cancel()
            answer.cancel()


def _begun(act: Callable[[], Result]) -> Future[Result]:
    future: Future[Result] = Future()

    def work() -> None:
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = act()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=work, name="calendar", daemon=True).start()
    return future
