"""khal, with files to import and with our folder as its calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm.book.calendar import save_calendar
from crm.book.calendar_outputs import refresh_outputs
from crm.book.follow_ups import finish_follow_up, move_follow_up
from crm.book.vdir import save_folder
from tests.readers.conftest import TITLES, Story, module

CONFIG = """\
[calendars]
[[followups]]
path = {folder}
[sqlite]
path = {own}/khal.db
[locale]
local_timezone = Europe/Warsaw
default_timezone = Europe/Warsaw
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
timeformat = %H:%M
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = followups
"""

Khal = Callable[..., str]


@pytest.fixture
def khal(tmp_path: Path, program: Callable[..., str]) -> Callable[[Path], Khal]:
    """khal with this folder as its calendar."""
    module("khal")

    def of(folder: Path) -> Khal:
        folder.mkdir(exist_ok=True)
        (tmp_path / "khal.conf").write_text(CONFIG.format(folder=folder, own=tmp_path), encoding="utf-8")
        return lambda *arguments: program("khal", "-c", tmp_path / "khal.conf", *arguments)

    return of


def listed(khal: Khal) -> list[tuple[str, ...]]:
    """Date, time, title, status and bell of everything, in khal's order."""
    shown = "{start-date}|{start-time}|{title}|{status}|{alarm-symbol}"
    lines = khal("list", "--format", shown, "--day-format", "", "2026-11-01", "90d").splitlines()
    return [tuple(part.strip() for part in line.split("|")) for line in lines]


def test_it_imports_a_file_then_a_move_then_a_cancellation_under_the_same_uids(
    khal: Callable[[Path], Khal], story: Story, tmp_path: Path
) -> None:
    mine, file = khal(tmp_path / "own"), tmp_path / "out.ics"

    def bring() -> None:
        assert save_calendar(story.book, file).total
        mine("import", "--batch", file)

    bring()
    move_follow_up(story.book, story.items[0], date(2026, 12, 24))
    finish_follow_up(story.book, story.items[1])
    bring()
    at = f"{datetime(2026, 12, 2, 9, 30).astimezone(ZoneInfo('Europe/Warsaw')):%H:%M}"
    wanted = [
        ("2026-12-02", at, f"Cancelled: {TITLES[1]}", "CANCELLED", ""),
        ("2026-12-03", "", TITLES[2], "CONFIRMED", "⏰"),
        ("2026-12-24", "", TITLES[0], "CONFIRMED", "⏰"),
    ]
    assert listed(mine) == wanted
    assert save_calendar(story.book, file, everything=True).total == 3
    mine("import", "--batch", file)
    assert listed(mine) == wanted, "everything once more changes nothing"


def test_it_reads_our_folder_as_it_is_and_what_is_done_is_gone(
    khal: Callable[[Path], Khal], story: Story, tmp_path: Path
) -> None:
    refresh_outputs(story.book)
    mine = khal(tmp_path / "followups")
    assert [title for _, _, title, _, _ in listed(mine)] == list(TITLES)
    move_follow_up(story.book, story.items[0], date(2026, 12, 24))
    finish_follow_up(story.book, story.items[1])
    refresh_outputs(story.book)
    assert listed(mine) == [
        ("2026-12-03", "", TITLES[2], "CONFIRMED", "⏰"),
        ("2026-12-24", "", TITLES[0], "CONFIRMED", "⏰"),
    ]


def test_a_change_that_it_made_is_left_and_told(khal: Callable[[Path], Khal], story: Story, tmp_path: Path) -> None:
    """khal's own store, as `khal edit` and its interactive screen use it: it writes the whole file anew."""
    module("khal")
    folder = tmp_path / "followups"
    refresh_outputs(story.book)
    from khal.khalendar.vdir import Vdir

    store = Vdir(str(folder), ".ics")
    href = f"{story.uid(2)}.ics"
    item, etag = store.get(href)
    item.raw = item.raw.replace("20261203", "20261210").replace("20261204", "20261211")
    store.update(href, item, etag)
    assert save_folder(story.book, folder).left == (href,)
    assert ("2026-12-10", "", TITLES[2], "CONFIRMED", "⏰") in listed(khal(folder))
