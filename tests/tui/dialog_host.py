"""A bare app on which the dialog tests open one dialog."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from crm.tui.dialogs.fields import ChipField, Field
from crm.tui.dialogs.form import FormDialog
from crm.tui.dialogs.values import About

TODAY = date(2026, 11, 22)  # a Sunday
DANA = About("7", "Dana Whitfield", "VP Engineering, Northwind Robotics", "last: call, reached, Tue 10 Nov")
OPEN = object()

EVIL = "[/] [b]x[/b [@click=app.quit]go[/] \x1b[31m\x1b]52;c;aGk=\x07\x9b2J\u202egnp.exe\u200e\x00 end"
SIZES = [(60, 16), (80, 24), (120, 36)]
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Host(App[None]):
    """Keeps what the dialog gave; `OPEN` while there is nothing yet."""

    result: Any = OPEN

    def show(self, dialog: Screen[Any]) -> None:
        self.result = OPEN
        self.push_screen(dialog, self._keep)

    def _keep(self, result: Any) -> None:
        self.result = result


@asynccontextmanager
async def showing(dialog: Screen[Any], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """The dialog on a host app."""
    app = Host()
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        app.show(dialog)
        await pilot.pause()
        await pilot.pause()
        yield pilot


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type `text` key by key."""
    names = {
        " ": "space",
        "/": "slash",
        ":": "colon",
        "-": "minus",
        "@": "at",
        ".": "full_stop",
        ",": "comma",
    }
    await pilot.press(*(names.get(char, char) for char in text))


async def result(pilot: Pilot[None]) -> Any:
    """What the dialog gave, once everything has settled."""
    app = pilot.app
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()
    assert isinstance(app, Host)
    return app.result


def field(pilot: Pilot[None], key: str) -> Field:
    dialog = pilot.app.screen
    assert isinstance(dialog, FormDialog)
    return dialog.form_fields[key]


def drawn(pilot: Pilot[None]) -> str:
    """All that is on the screen, line by line."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def assert_clean(pilot: Pilot[None]) -> None:
    """Nothing on the screen or in a field could steer the terminal."""
    assert _UNSAFE.search(drawn(pilot)) is None
    dialog = pilot.app.screen
    if isinstance(dialog, FormDialog):
        for each in dialog.form_fields.values():
            if not isinstance(each, ChipField):  # a chip's value is never drawn, only its label
                assert _UNSAFE.search(each.text) is None, each.key


def assert_focus_in_sight(pilot: Pilot[None]) -> None:
    """What has the focus is on the screen, its first line at least, and inside the scrolling body."""
    focused = pilot.app.focused
    assert focused is not None
    region = focused.region
    body = pilot.app.screen.query_one("#body").region
    assert region.area > 0
    if pilot.app.screen.query_one("#body") in focused.ancestors:
        assert body.y <= region.y < body.bottom, (focused, region, body)
    assert 0 <= region.y < pilot.app.size.height
    assert region.right <= pilot.app.size.width
