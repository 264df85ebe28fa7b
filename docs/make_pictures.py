"""Makes the pictures in docs/pictures from the sample search, on a fixed day.

    python docs/make_pictures.py [--png] [NAME …]

The same program gives the same pictures, byte for byte. Names (`home-80x24`) make only those. `--png` makes a second
copy of each that shows everywhere; it needs cairosvg and whatever fonts are installed.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, time
from pathlib import Path
from time import tzset
from typing import NamedTuple

from textual.pilot import Pilot

from crm.book import letters, people, publishing, reading, touches
from crm.book.clock import FixedClock
from crm.book.letter_material import usual_opportunity
from crm.book.places import resource
from crm.book.sample import make_sample
from crm.book.session import Book, open_book
from crm.book.settings import Settings
from crm.domain.people import Contact, Labelled, Position
from crm.tui.app import CallbackApp
from crm.tui.gateway import Gateway

FOLDER = Path(__file__).resolve().parent / "pictures"
_FONTS = "Fira Code, ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace"
#: A screen that stays as it is so many times in a row, 0.05 s apart, has settled.
_SAME = 6
#: The day the sample search was written for: a Friday morning.
CLOCK = FixedClock(date(2026, 11, 20), time(9, 0))


class Picture(NamedTuple):
    """A file name, the size in cells, the keys pressed before it is taken, the theme, and what the book has beside.

    `file` is the name in `FILES` of what lies in the folder where `B` looks. After each key that has a name the app
    settles, so that the next one goes to the screen it opened.
    """

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    theme: str = "callback-dark"
    beside: Callable[[Book], None] | None = None
    file: str = ""


def _find(name: str) -> tuple[str, ...]:
    """The keys that choose somebody by name."""
    return ("slash", *name, "enter")


#: A no by HR's e-mail, as it is typed.
_NO = (*_find("achterberg"), "r", "alt+h", "alt+e", *"somebody with more grid experience", "tab", *"top two")
#: The letter of the picture: one phrase too many, one gap, and one concern that it passes over.
_LETTER = (
    "Dear Marguerite,",
    "you asked how a forecast can be right over a year and wrong in every week. Our ice-cream plan was like that: "
    "right in March, wrong on every warm Saturday. I planned by weather instead of by week, and the waste went from 12 "
    "to 7 per cent.",
    "You have been such a mentor to me in these talks.",
    "I could show you the same on one page of your own figures. Would [which day?] suit you?",
    "With kind regards",
)


def _write(book: Book) -> None:
    """A letter that is nearly finished."""
    (executive,) = reading.contacts_page(book, "okonkwo", 0, 1)
    number = letters.new_letter(
        book, "influence", contact_id=executive.id, opportunity_id=usual_opportunity(book, executive.id)
    )
    letters.save_letter(book, number, "\n\n".join(_LETTER), "Right over a year, wrong in every week")


#: What `B` brings: somebody known with another title, one who may be known, two new, one the same, one without a name.
FILES = {
    "phone.yaml": """\
- name: Dana Whitfield
  employer: Northwind Robotics
  title: Chief Operating Officer
  email: dana.whitfield@northwind.test
  phone: {home: +49 30 5550177}
- name: Lukas Wrobel
  employer: Northwind Robotics
  phone: +49 160 5550198
- name: Sofie Brandvold
  employer: Harbor Foods
  title: Head of Planning
  email: sofie.brandvold@harbor.test
  met: {on: 2026-11-17, how: fair for planners}
- name: Ruben Castellano
  employer: Lantern Press
  email: ruben@lantern.test
- name: Sam Lee
  employer: Northwind Robotics
  email: sam.lee@northwind.test
- employer: Saltmarsh Ferries
  phone: +49 40 5550123
""",
}


def _twice(book: Book) -> None:
    """Two who are in the book a second time: one for sure, one perhaps."""
    dana = people.add_contact(
        book,
        Contact(
            name="Whitfield, Dana",
            positions=(Position("Northwind Robotics GmbH", "VP Engineering & Operations"),),
            emails=(Labelled("dana.whitfield@northwind.test"),),
            phones=(Labelled("+49 30 5550177", "home"),),
            notes="From my old address book.",
        ),
    )
    touches.log_touch(book, [dana], touches.NewTouch(date(2026, 8, 25), channel="email", note="Asked for the way in."))
    people.add_contact(book, Contact(name="Lukas Wrobel", positions=(Position("Northwind Robotics"),)))


class _Elsewhere:
    """A calendar server that is none: what was put there is kept here."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[str, bytes]] = {}
        self._versions = 0

    def listing(self) -> dict[str, str]:
        return {href: etag for href, (etag, _) in self.objects.items()}

    def fetch(self, hrefs: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        return {href: self.objects[href] for href in hrefs if href in self.objects}

    def put(self, href: str, data: bytes, etag: str | None) -> str:
        self._versions += 1
        self.objects[href] = (str(self._versions), data)
        return str(self._versions)

    def delete(self, href: str, etag: str) -> None:
        del self.objects[href]

    def href_of(self, uid: str) -> str:
        return f"/dav/{uid}.ics"

    def close(self) -> None:
        """Nothing is open."""


def _published(book: Book) -> None:
    """Everything is in a calendar on a server, where somebody deleted the call on Monday."""
    url = "https://cloud.example.test/dav/"
    publishing.connect(book, publishing.Connection(url, "ann", f"{url}callback/", "Callback", keyring=True))
    server = _Elsewhere()
    publishing.sync(server, lambda func, *args: func(book, *args))
    (href,) = (href for href, (_, data) in server.objects.items() if b"SUMMARY:Call Dana Whitfield" in data)
    server.delete(href, "")
    publishing.sync(server, lambda func, *args: func(book, *args))


PICTURES = (
    Picture("home-80x24", (80, 24)),
    Picture("home-120x36", (120, 36), ("j", "j", "j")),
    Picture("home-200x50", (200, 50)),
    Picture("home-light-120x36", (120, 36), theme="callback-light"),
    Picture("timeline-80x24", (80, 24), ("2",)),
    Picture("log-120x36", (120, 36), ("l", *"Yes, gladly; Monday or Tuesday?")),
    Picture("filter-120x36", (120, 36), ("slash", *"oztur", "enter")),
    Picture("plan-120x36", (120, 36), ("f", *"next tue")),
    Picture("help-120x36", (120, 36), ("question_mark",)),
    Picture("no-120x36", (120, 36), _NO),
    Picture("plan-preview-140x36", (140, 36), (*_NO, "enter", "j")),
    Picture("plan-steps-120x36", (120, 36), (*_find("whitfield"), "p")),
    Picture("pipeline-120x36", (120, 36), ("o",)),
    Picture("brief-120x36", (120, 36), (*_find("whitfield"), "b")),
    Picture("letter-120x36", (120, 36), ("L", "enter", "f3"), beside=_write),
    Picture("windows-120x36", (120, 36), ("W",)),
    Picture("import-120x36", (120, 36), ("B", "enter", "tab"), file="phone.yaml"),
    Picture("duplicates-120x36", (120, 36), ("M",), beside=_twice),
    Picture("merge-120x36", (120, 36), ("M", "enter"), beside=_twice),
    Picture("calendar-120x36", (120, 36), ("i", *"jjjjj"), beside=_published),
)


async def take(picture: Picture, book: Path) -> str:
    """The picture as SVG."""
    settings = Settings(theme=picture.theme)
    if picture.beside is not None:
        with open_book(book, clock=CLOCK, settings=settings, backups=book.parent) as opened:
            picture.beside(opened)
    gateway = Gateway(lambda: open_book(book, clock=CLOCK, settings=settings, backups=book.parent))
    gateway.wait_opened()
    app = CallbackApp(gateway, clock=CLOCK, settings=settings, book_name="sample search", themes=(resource("themes"),))
    app.animation_level = "none"
    if picture.file:
        folder = book.with_suffix("")
        folder.mkdir()
        (folder / picture.file).write_text(FILES[picture.file], encoding="utf-8")
    async with app.run_test(size=picture.size) as pilot:
        while not app.home.loaded:
            await pilot.pause(0.02)
        if picture.file:
            app.home.acts.folder = folder
        for key in picture.keys:
            await pilot.press(key)
            await _settled(pilot) if len(key) > 1 else await pilot.pause()
        for field in app.screen.query("Input, TextArea"):
            field.cursor_blink = False  # type: ignore[attr-defined]
        for _ in range(5):
            await pilot.pause(0.1)
        return _own_fonts(app.export_screenshot(title="Callback"))


async def _settled(pilot: Pilot[int]) -> None:
    """Wait until what was asked for has come: the screen stays as it is."""
    seen, same = "", 0
    while same < _SAME:
        await pilot.pause(0.05)
        now = "".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        seen, same = now, same + 1 if now == seen else 0


def _own_fonts(svg: str) -> str:
    """The picture with the reader's own fonts: it asks no server for one."""
    svg = re.sub(r"\s*@font-face \{.*?\}\n", "\n", svg, flags=re.DOTALL)
    return re.sub(r"font-family: Fira Code, monospace", f"font-family: {_FONTS}", svg)


def main() -> None:
    """Makes all of them."""
    os.environ["TZ"] = "UTC"  # some show what the clock says elsewhere
    tzset()
    FOLDER.mkdir(exist_ok=True)
    only = [name for name in sys.argv[1:] if not name.startswith("--")]
    with tempfile.TemporaryDirectory() as name:
        for picture in PICTURES:
            if only and picture.name not in only:
                continue
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
