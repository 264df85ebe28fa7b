"""Files are written whole or not at all, and are nobody else's to read."""

import os
import stat
from pathlib import Path

import pytest

from crm.formats import files
from crm.formats.files import write_private


def test_a_file_is_private_whatever_the_umask_and_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "out.ics"
    path.write_bytes(b"before")
    path.chmod(0o644)
    before = os.umask(0)
    try:
        write_private(path, b"after")
    finally:
        os.umask(before)
    assert path.read_bytes() == b"after"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["out.ics"]


def test_when_writing_fails_the_old_file_stays_and_no_draft_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.ics"
    path.write_bytes(b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_private(path, b"after")
    assert path.read_bytes() == b"before"
    assert [found.name for found in tmp_path.iterdir()] == ["out.ics"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "calendar").mkdir()
    link = tmp_path / "out.ics"
    link.symlink_to(tmp_path / "calendar" / "real.ics")
    write_private(link, b"data")
    assert link.is_symlink()
    assert (tmp_path / "calendar" / "real.ics").read_bytes() == b"data"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_private(path, b"data")
        assert os.read(reader, 100) == b"data"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        write_private(tmp_path, b"data")
