"""The card above the timeline."""

from __future__ import annotations

import pytest
from home_host import home, picture, until


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
