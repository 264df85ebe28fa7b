"""vdirsyncer between our folder and another one: what changes, goes and comes follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from crm.book.calendar_outputs import refresh_outputs
from crm.book.follow_ups import finish_follow_up, move_follow_up
from crm.book.vdir import save_folder
from tests.formats.ics_bytes import values
from tests.readers.conftest import Story, module

CONFIG = """\
[general]
status_path = "{own}/status"
[pair followups]
a = "ours"
b = "theirs"
collections = null
[storage ours]
type = "filesystem"
path = "{own}/followups"
fileext = ".ics"
[storage theirs]
type = "filesystem"
path = "{own}/theirs"
fileext = ".ics"
"""


@pytest.fixture
def sync(tmp_path: Path, program: Callable[..., str]) -> Callable[[], str]:
    """One run of `vdirsyncer sync`."""
    module("vdirsyncer")
    (tmp_path / "theirs").mkdir()
    config = tmp_path / "vdirsyncer.conf"
    config.write_text(CONFIG.format(own=tmp_path))
    begun: list[str] = []

    def run() -> str:
        if not begun:
            begun.append(program("vdirsyncer", "-c", config, "discover"))
        return program("vdirsyncer", "-c", config, "sync")

    return run


def test_new_changed_and_removed_ones_follow_and_the_others_are_left(
    story: Story, sync: Callable[[], str], tmp_path: Path
) -> None:
    ours, theirs = tmp_path / "followups", tmp_path / "theirs"

    def held(folder: Path) -> dict[str, bytes]:
        return {values(path.read_bytes(), "UID")[0]: path.read_bytes() for path in folder.glob("*.ics")}

    refresh_outputs(story.book)
    sync()
    assert held(theirs) == held(ours)
    before = {path: path.stat().st_mtime_ns for path in theirs.glob("*.ics")}

    move_follow_up(story.book, story.items[0], date(2026, 12, 24))
    finish_follow_up(story.book, story.items[1])
    refresh_outputs(story.book)
    sync()
    assert held(theirs) == held(ours)
    assert held(theirs).keys() == {story.uid(0), story.uid(2)}
    assert values(held(theirs)[story.uid(0)], "DTSTART") == ["20261224"]
    untouched = {path for path, when in before.items() if path.exists() and path.stat().st_mtime_ns == when}
    assert [values(path.read_bytes(), "UID") for path in untouched] == [[story.uid(2)]]

    # Dragged to another day over there: it comes here, and stays as it is.
    (path,) = (path for path in theirs.glob("*.ics") if values(path.read_bytes(), "UID") == [story.uid(2)])
    path.write_bytes(path.read_bytes().replace(b"20261203", b"20261210").replace(b"20261204", b"20261211"))
    sync()
    assert save_folder(story.book, ours).left == (f"{story.uid(2)}.ics",)
    assert values(held(ours)[story.uid(2)], "DTSTART") == ["20261210"]
