"""The card above the timeline."""

from __future__ import annotations

from datetime import date

import pytest
from home_host import TODAY, home, person, picture, until

from crm.book import concerns, opportunities, rejections, touches
from crm.book.opportunities import NewOpportunity
from crm.book.rejections import RecordNo


@pytest.mark.parametrize("size", [(120, 36), (200, 50)])
async def test_the_reason_is_read_whole(tmp_path, size):
    async with home(tmp_path, size=size) as (pilot, screen):
        assert screen.timeline.card.why
        words = screen.timeline.card.why.split()
        head = screen.timeline.head
        await until(pilot, lambda: head.size.height)
        drawn = [head.render_line(y).text for y in range(head.size.height)]
        assert " ".join(words) in " ".join(" ".join(drawn).split())
        assert words[-1] in picture(pilot.app)


async def test_a_reason_longer_than_two_lines_says_that_there_is_more(tmp_path):
    async with home(tmp_path) as (pilot, screen):
        from dataclasses import replace

        card = replace(screen.timeline.card, why="quiet for a long time and more " * 10)
        screen.timeline.head.show(card, pilot.app.clock.today())
        lines = ["".join(text for text, _ in line) for line in screen.timeline.head.layout_lines(46)]
        reasons = [line for line in lines if "quiet" in line or "more" in line]
        assert len(reasons) == 2
        assert reasons[-1].endswith("…")


def waiting(book):
    """Dana said no in October; her window is open, one concern has no answer, and two things were asked of her."""
    dana = person(book, "Dana Whitfield", "Northwind Robotics", role="hiring manager")
    analyst = opportunities.add_opportunity(
        book,
        NewOpportunity(
            "Senior Analyst", "Northwind Robotics", stage="final", on=date(2026, 9, 20), people=((dana, ""),)
        ),
    )
    record = RecordNo(analyst, date(2026, 10, 1), rank="runner-up", starts_on=date(2026, 10, 20), plan=False)
    rejections.record_no(book, record)
    concerns.add_concern(book, "too little robotics", kind="concern", opportunity_id=analyst, on=date(2026, 9, 21))
    for day in (5, 20):
        touches.log_touch(book, [dana], touches.NewTouch(date(2026, 10, day), channel="email", asked="advice"))


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_no_the_window_and_what_is_open_are_told(tmp_path, size):
    async with home(tmp_path, waiting, size=size) as (pilot, screen):
        await pilot.press("2")
        await until(pilot, lambda: "✕ said no" in picture(pilot.app))
        seen = picture(pilot.app)
        assert "hiring manager · said no Thu 1 Oct, runner-up" in seen
        assert screen.timeline.card is not None
        assert "day 35, open since Thu 12 Nov" in seen
        assert "you gave 0, asked 2 · 1 concern open" in seen
        assert "asked twice in a row: now something for them" in seen
        bars = [line for line in seen.splitlines() if "window " in line and "day 35" in line]
        assert any(bar in line for bar in "▁▂▃▄▅▆▇█" for line in bars)


async def test_the_step_that_is_due_has_its_number(tmp_path):
    def planned(book):
        dana = person(book, "Dana Whitfield", "Northwind Robotics", role="hiring manager")
        number = opportunities.add_opportunity(book, NewOpportunity("Senior Analyst", people=((dana, ""),)))
        rejections.record_no(book, RecordNo(number, TODAY, "manager", "email"))

    async with home(tmp_path, planned) as (pilot, _screen):
        await until(pilot, lambda: "· step 1: call to say" in picture(pilot.app))
        assert "◇ found as a lead" in picture(pilot.app)
