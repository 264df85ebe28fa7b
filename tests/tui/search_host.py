"""A small search for the screens of the no and the plan: an opportunity with its people, and what follows a no."""

from __future__ import annotations

from datetime import date

from home_host import TODAY, person

from crm.book import opportunities, rejections, touches
from crm.book.opportunities import NewOpportunity
from crm.book.rejections import RecordNo
from crm.book.session import Book

#: Names and words that would do harm if they were drawn as they are.
EVIL = "[/] [@click=app.quit]x[/] \x1b[31m\x1b]52;c;aGk=\x07\u202e end"
SIZES = [(80, 24), (120, 36), (200, 50)]


def interviewing(book: Book) -> dict[str, int]:
    """Dana and HR's Sam at Northwind, where one is interviewing; nothing was logged yet."""
    ids = {
        "Dana": person(book, "Dana Whitfield", "Northwind Robotics", role="hiring manager"),
        "Sam": person(book, "Sam Lee", "Northwind Robotics", role="hr"),
        "Ada": person(book, "Ada Other", "Kestrel Health"),
    }
    ids["Analyst"] = opportunities.add_opportunity(
        book,
        NewOpportunity(
            "Senior Analyst",
            "Northwind Robotics",
            stage="interviewing",
            on=date(2026, 11, 2),
            people=((ids["Dana"], ""), (ids["Sam"], "")),
        ),
    )
    return ids


def turned_down(book: Book) -> dict[str, int]:
    """The same after a no of yesterday by HR's e-mail, with its plan."""
    ids = interviewing(book)
    record = RecordNo(ids["Analyst"], date(2026, 11, 23), "hr", "email", reason="closer to the field", rank="runner-up")
    ids["Plan"] = rejections.record_no(book, record).plan_id or 0
    return ids


def asking(book: Book) -> dict[str, int]:
    """Two who ask for a decision: Quinn after three tries, Dana as she replied. Otto is a colleague of Quinn."""
    ids = turned_down(book)
    ids["Quinn"] = person(book, "Quinn Quiet", "Harbor Foods")
    ids["Otto"] = person(book, "Otto Other", "Harbor Foods")
    for day in (2, 9, 16):
        missed = touches.NewTouch(date(2026, 11, day), channel="voicemail", outcome="no-answer")
        touches.log_touch(book, [ids["Quinn"]], missed)
    touches.log_touch(
        book, [ids["Dana"]], touches.NewTouch(TODAY, channel="email", direction="in", note="Let us meet.")
    )
    touches.mark_answered(book, ids["Dana"])
    return ids
