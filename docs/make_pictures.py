"""Makes the pictures in docs/pictures from the sample search, on a fixed day.

    python docs/make_pictures.py [--png]

The same program gives the same pictures, byte for byte. `--png` makes a second copy of each that shows everywhere; it
needs cairosvg and whatever fonts are installed.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from datetime import date, time
from pathlib import Path
from typing import NamedTuple

from crm.book.clock import FixedClock
from crm.book.places import resource
from crm.book.sample import make_sample
from crm.book.session import open_book
from crm.book.settings import Settings
from crm.tui.app import CallbackApp
from crm.tui.gateway import Gateway

FOLDER = Path(__file__).resolve().parent / "pictures"
_FONTS = "Fira Code, ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace"
#: The day the sample search was written for: a Friday morning.
CLOCK = FixedClock(date(2026, 11, 20), time(9, 0))


class Picture(NamedTuple):
    """A file name, the size in cells, the keys pressed before it is taken, and the theme."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    theme: str = "callback-dark"


PICTURES = (
    Picture("home-80x24", (80, 24)),
    Picture("home-120x36", (120, 36), ("j", "j", "j", "j")),
    Picture("home-200x50", (200, 50)),
    Picture("home-light-120x36", (120, 36), theme="callback-light"),
    Picture("timeline-80x24", (80, 24), ("2",)),
    Picture("log-120x36", (120, 36), ("l", *"Yes, gladly; Monday or Tuesday?")),
    Picture("filter-120x36", (120, 36), ("slash", *"oztur", "enter")),
    Picture("plan-120x36", (120, 36), ("f", *"next tue")),
    Picture("help-120x36", (120, 36), ("question_mark",)),
)


async def take(picture: Picture, book: Path) -> str:
    """The picture as SVG."""
    settings = Settings(theme=picture.theme)
    gateway = Gateway(lambda: open_book(book, clock=CLOCK, settings=settings, backups=book.parent))
    gateway.wait_opened()
    app = CallbackApp(gateway, clock=CLOCK, settings=settings, book_name="sample search", themes=(resource("themes"),))
    app.animation_level = "none"
    async with app.run_test(size=picture.size) as pilot:
        while not app.home.loaded:
            await pilot.pause(0.02)
        for key in picture.keys:
            await pilot.press(" " if key == " " else key)
            await pilot.pause()
        for field in app.screen.query("Input, TextArea"):
            field.cursor_blink = False  # type: ignore[attr-defined]
        for _ in range(5):
            await pilot.pause(0.1)
        return _own_fonts(app.export_screenshot(title="Callback"))


def _own_fonts(svg: str) -> str:
    """The picture with the reader's own fonts: it asks no server for one."""
    svg = re.sub(r"\s*@font-face \{.*?\}\n", "\n", svg, flags=re.DOTALL)
    return re.sub(r"font-family: Fira Code, monospace", f"font-family: {_FONTS}", svg)


def main() -> None:
    """Makes all of them."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for picture in PICTURES:
            book = Path(name) / f"{picture.name}.callback"
            make_sample(book, CLOCK, Settings())
            target = FOLDER / f"{picture.name}.svg"
            target.write_text(asyncio.run(take(picture, book)), encoding="utf-8")
            print(target)
            if "--png" in sys.argv[1:]:
                import cairosvg

                # cairo takes the first font of the list or none of them.
                text = target.read_text(encoding="utf-8").replace(_FONTS, "DejaVu Sans Mono")
                cairosvg.svg2png(text.encode(), write_to=str(target.with_suffix(".png")), scale=1.5)


if __name__ == "__main__":
    main()
