"""Files that the person's data goes out in: whole or not at all, and nobody else's to read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp


def write_private(path: Path, data: bytes, *, mode: int | None = None, durable: bool = True) -> None:
    """Writes `data` to `path` with mode 0600, replacing what is there in one step; on disk when it returns.

    A link is followed, and a device or pipe is written to. `mode` gives it other rights; without `durable` it need not
    outlast a power cut, which makes thousands of files quick. Raises OSError; the old file is then as it was.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        # Renaming over /dev/stdout would replace the device.
        with path.open("wb") as file:
            file.write(data)
        return
    handle, name = mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)  # mkstemp makes it 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if mode is not None:
                draft.chmod(mode)
            if durable:
                os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    if durable:
        _settle(path.parent)


def make_parents(path: Path) -> None:
    """Makes the folders above `path` that are missing, for the person alone (mode 0700). Raises OSError.

    Only below the person's home: elsewhere a folder that is missing may be a disk that is not there.
    """
    try:
        home = Path.home()
    except RuntimeError:
        return
    if not home.is_dir() or ".." in path.parts:
        return
    homes = {home, Path(os.path.realpath(home))}
    missing = [folder for folder in path.parents if homes & set(folder.parents) and not os.path.lexists(folder)]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)


def _settle(folder: Path) -> None:
    """Makes a rename in `folder` outlast a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
