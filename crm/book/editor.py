"""Text written in the person's own editor: `$VISUAL`, `$EDITOR`, or one that is usually there."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from crm.book.errors import BookError, Refused
from crm.domain.text import clean

_USUAL = ("sensible-editor", "nano", "vim", "vi")
_LARGEST = 4_000_000  # bytes


def editor_command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The editor with its arguments, as the person set it; never through a shell.

    Raises Refused where none is set nor found, or the setting cannot be read.
    """
    for name in ("VISUAL", "EDITOR"):
        if setting := environ.get(name, "").strip():
            try:
                return shlex.split(setting, posix=sys.platform != "win32")
            except ValueError:
                raise Refused(f"{name} cannot be read as a command: a quotation mark is missing in it.") from None
    if sys.platform == "win32":
        return ["notepad"]
    for usual in _USUAL:
        if found := shutil.which(usual):
            return [found]
    raise Refused("No editor is set: set EDITOR to yours, for instance EDITOR=nano.")


@contextmanager
def written(text: str, environ: Mapping[str, str] = os.environ, name: str = "letter.md") -> Iterator[str]:
    """`text` as the person left it in their editor, cleaned; for a `with` in which it is saved.

    The file is in a folder of its own that nobody else can read, and gone afterwards with all that the editor kept
    beside it. Where saving is refused, what was written stays in that file, and the message says where. Raises Refused
    where the editor cannot be started or ends with a fault.
    """
    command = editor_command(environ)
    folder = Path(mkdtemp(prefix="callback-"))  # mode 0700
    file = folder / name
    keep = False
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as draft:
            draft.write(text.encode())
        _run(command, file)
        new = _read(file)
        try:
            yield new
        except Exception as error:
            if new == text:
                raise
            keep = True
            said = error if isinstance(error, BookError) else f"It could not be saved ({type(error).__name__})."
            raise Refused(f"{said} What you wrote is kept in {file}.") from error
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], file: Path) -> None:
    try:
        with _interrupts_go_to_the_editor():
            code = subprocess.run([*command, str(file)], check=False).returncode  # noqa: S603 (the person's own)
    except OSError as error:
        raise Refused(
            f"The editor “{command[0]}” cannot be started ({error.strerror or type(error).__name__}): "
            "set EDITOR to one that is there."
        ) from error
    if code:
        raise Refused(f"The editor ended with exit code {code}, so nothing was changed.")


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise Refused("What the editor left is far longer than a letter, so nothing was changed.")
        raw = file.read_bytes()
    except OSError as error:
        raise Refused("The editor left no file behind, so nothing was changed.") from error
    return clean(raw.decode("utf-8-sig", errors="replace"))


@contextmanager
def _interrupts_go_to_the_editor() -> Iterator[None]:
    """Ctrl+C in the editor is the editor's: it must not end this program and the editor with it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A handler, not SIG_IGN: that would be inherited by the editor.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
