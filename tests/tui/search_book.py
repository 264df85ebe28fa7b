"""A small search with opportunities in several stages, a no with its window, targets; and hostile text in all of it."""

from __future__ import annotations

import re
from datetime import date

from home_host import TODAY, person

from crm.book import opportunities, rejections, targets, touches
from crm.book.concerns import add_concern
from crm.book.opportunities import NewOpportunity
from crm.book.session import Book

SIZES = [(80, 24), (120, 36), (200, 50)]
EVIL = (
    "[/] [/b] [@click=app.quit]x[/] met [Ann] 50% [off] \x1b[31m\x1b]52;c;aGk=\x07\x9b2J\u202egnp.exe\u2066\x00\x7f end"
)
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
POSTING = "We look for somebody who likes spare parts.\n\nYou bring patience."


def opportunities_book(book: Book) -> dict[str, int]:
    """Three under way, one after a no whose window is open, one withdrawn."""
    dana = person(book, "Dana Whitfield", "Northwind Robotics", role="hiring manager")
    sam = person(book, "Sam Lee", "Northwind Robotics", role="HR")
    ines = person(book, "Inés Gül", "Harbor Foods", role="hiring manager")
    touches.log_touch(book, [dana], touches.NewTouch(date(2026, 11, 10), note="Asked what to build."))
    ids = {"dana": dana, "sam": sam, "ines": ines}
    ids["analyst"] = opportunities.add_opportunity(
        book,
        NewOpportunity(
            "Data Analyst", "Northwind Robotics", stage="interviewing", on=date(2026, 11, 3),
            decision_on=date(2026, 12, 4), posting=POSTING, people=((dana, ""), (sam, "")),
        ),
    )  # fmt: skip
    ids["planner"] = opportunities.add_opportunity(
        book, NewOpportunity("Parts Planner", "Kestrel Health", stage="applied", on=date(2026, 11, 16))
    )
    ids["lead"] = opportunities.add_opportunity(book, NewOpportunity("Night Baker", "Bellwether Bakeries"))
    ids["head"] = opportunities.add_opportunity(
        book,
        NewOpportunity("Head of Fresh", "Harbor Foods", stage="final", on=date(2026, 9, 21), people=((ines, ""),)),
    )
    rejections.record_no(
        book,
        rejections.RecordNo(
            ids["head"], date(2026, 10, 12), told_by="manager", how="call", reason="no fresh food so far",
            rank="runner-up", starts_on=date(2026, 10, 26),
        ),
    )  # fmt: skip
    ids["old"] = opportunities.add_opportunity(
        book, NewOpportunity("Old Role", "Lantern Press", stage="withdrawn", on=date(2026, 8, 3))
    )
    add_concern(book, "never led a team", opportunity_id=ids["analyst"], on=date(2026, 11, 3))
    add_concern(book, "parts of 2019", kind="challenge", opportunity_id=ids["analyst"], on=date(2026, 11, 3))
    targets.rank_new(book, "Northwind Robotics", 1, "spare parts for old robots")
    targets.rank_new(book, "Harbor Foods", 2)
    targets.rank_new(book, "Copperwren Instruments", 3)
    return ids


def evil_book(book: Book) -> None:
    """The same, every text of it hostile: past the cleaning at the entrance, as a damaged book would hold it."""
    ids = opportunities_book(book)
    opportunities.add_sent(book, ids["analyst"], "résumé", "cv.pdf", TODAY)
    execute = book.store.database.execute_sql
    with book.act("placeholder"):
        execute(
            "UPDATE opportunity SET title = ?, salary = ?, source = ?, link = ?, notes = ?, posting = ?", [EVIL] * 6
        )
        execute("UPDATE opportunity_contact SET part = ?", (EVIL,))
        execute("UPDATE employer SET name = ? || id, working_on = ?", (EVIL, EVIL))
        execute("UPDATE contact SET name = ?", (EVIL,))
        execute("UPDATE position SET title = ?", (EVIL,))
        execute("UPDATE rejection SET reason = ?, rank = ?, chosen = ?", (EVIL, EVIL, EVIL))
        execute("UPDATE sent_item SET name = ?", (EVIL,))
        execute("UPDATE stage_event SET note = ?", (EVIL,))
        execute("UPDATE concern SET text = ?", (EVIL,))


def assert_drawn_literally(seen: str) -> None:
    """Nothing that steers a terminal, and the markup as text."""
    assert UNSAFE.search(seen.replace("\n", "")) is None
    assert "[/]" in seen
