"""The app in its terminal: started, stopped by signals, and never leaving it broken or showing what is private."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm.book.clock import Clock
    from crm.book.settings import Settings
    from crm.tui.app import CallbackApp

NO_TERMINAL = "Callback needs a terminal: run it in one, or see `callback --help` for the commands that do not."
_PACKAGE = Path(__file__).resolve().parent.parent
_GRACE_SECONDS = 2.0
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")


def has_terminal() -> bool:
    """True when keys can be read and the screen be drawn: Textual draws on standard error."""
    streams = (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    return all(stream is not None and stream.isatty() for stream in streams)


def fault_in_words(error: BaseException) -> str:
    """`ValueError in tui/app.py, line 12`: the kind of a fault and where it was, and no value of anything."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    kind = type(error).__name__
    if not frames:
        return kind
    frame = (ours or frames)[-1]
    path = Path(frame.filename)
    name = path.relative_to(_PACKAGE).as_posix() if ours else path.name
    return f"{kind} in {name}, line {frame.lineno}"


def run_app(
    path: Path,
    clock: Clock,
    settings: Settings,
    *,
    create: bool = True,
    demo: bool = False,
    themes: Path | None = None,
    backups: Path | None = None,
    settings_path: Path | None = None,
) -> int:
    """Open the book at `path` and show it until the person leaves. Gives the exit code.

    Raises BookError when the book cannot be opened; the terminal has not been touched then. `themes` is the
    person's own folder of themes, `settings_path` the file in which a theme chosen in the app is kept. The book is
    opened while the screen's modules are being imported.
    """
    if not has_terminal():
        print(NO_TERMINAL, file=sys.stderr)  # noqa: T201
        return 2
    gc.disable()  # nothing made while importing is garbage; the app enables it again after the first frame
    from crm.tui import reads
    from crm.tui.gateway import Gateway

    def opener() -> object:
        from crm.book.session import open_book

        return open_book(path, clock=clock, settings=settings, create=create, backups=backups)

    gateway = Gateway(opener)  # type: ignore[arg-type]
    first = gateway.start(reads.everything, reads.Asked())
    from crm.book.places import resource
    from crm.tui.app import CallbackApp

    gateway.wait_opened()
    try:
        app = CallbackApp(
            gateway,
            clock=clock,
            settings=settings,
            settings_path=settings_path,
            book_name=name_of(path, demo=demo),
            themes=(resource("themes"), *([themes] if themes else [])),
            first=first,
        )
        return run(app)
    finally:
        gateway.close()


def name_of(path: Path, *, demo: bool) -> str:
    """What the header calls the book: the file's name without its ending."""
    if demo:
        return "sample search"
    words = path.stem.replace("-", " ").replace("_", " ").strip()
    return words if words and words not in {"book", "callback"} else "my search"


def run(app: CallbackApp) -> int:
    """Run the app with signals and faults taken care of. Gives the exit code."""
    guard = Guard(app)
    threading.excepthook = lambda _: None  # a thread's traceback would be written over the screen
    try:
        result = asyncio.run(_main(app, guard))
    except Exception as error:  # whatever slips through must not print values either
        print(f"Callback had to stop ({fault_in_words(error)}).", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    finally:
        threading.excepthook = threading.__excepthook__
    return guard.code if guard.code is not None else (result if result is not None else app.return_code or 0)


async def _main(app: CallbackApp, guard: Guard) -> int | None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)  # it would print a traceback with messages
    guard.listen(loop)
    return await app.run_async()


class Guard:
    """Ends the app on a signal, the terminal restored; by force when it does not end by itself in time."""

    def __init__(self, app: CallbackApp) -> None:
        self._app = app
        self.code: int | None = None

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Handle the signals that would leave the terminal broken."""
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is None:
                continue
            try:
                loop.add_signal_handler(number, self._stop, int(number))
            except (NotImplementedError, RuntimeError, ValueError):
                return  # Windows, or not the main thread

    def _stop(self, number: int) -> None:
        if self.code is not None:
            self._force()
        self.code = 128 + number
        # A terminal that has gone away can block the thread that writes to it, and with it the loop.
        timer = threading.Timer(_GRACE_SECONDS, self._force)
        timer.daemon = True
        timer.start()
        self._app.exit(self.code, return_code=self.code)

    def _force(self) -> None:
        restore_terminal(self._app)
        os._exit(self.code if self.code is not None else 1)


def restore_terminal(app: CallbackApp) -> None:
    """Put the terminal back without the help of a loop that may be stuck."""
    driver = app._driver
    attributes = getattr(driver, "attrs_before", None)
    for step in (lambda: _cooked(attributes), _leave_screen):
        _quietly(step)


def _quietly(step: Callable[[], None]) -> None:
    with suppress(Exception):  # the terminal may be gone: there is nothing left to restore
        step()


def _cooked(attributes: object) -> None:
    if attributes is not None:
        import termios

        termios.tcsetattr(0, termios.TCSANOW, attributes)  # type: ignore[arg-type]


def _leave_screen() -> None:
    os.write(2, b"\x1b[<u\x1b[?2004l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1004l\x1b[?1049l\x1b[?25h")
