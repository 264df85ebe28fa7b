"""People and employers who are in the book twice, for the tests of duplicates and merges."""

from __future__ import annotations

from datetime import date

from home_host import home, until

from crm.book import follow_ups, people, touches
from crm.book.session import Book
from crm.domain.people import Contact, Labelled, Position

__all__ = ["home", "opened", "until"]


def twice(book: Book) -> dict[str, int]:
    """Marta twice for sure (two employers that are one), Ferris perhaps, and Ada once."""
    ids = {
        "Marta": people.add_contact(
            book,
            Contact(
                name="Marta Kowalska",
                positions=(Position("Lantern Health", "Head of Data"),),
                role="hiring manager",
                emails=(Labelled("marta@lantern.test", "work"),),
                notes="Likes short mails.",
            ),
        ),
        "Kowalska": people.add_contact(
            book,
            Contact(
                name="Kowalska, Marta",
                positions=(Position("Lantern Health GmbH", "Head of Data & Analytics"),),
                role="peer",
                emails=(Labelled("Marta@lantern.test"), Labelled("mk@home.test", "home")),
                notes="From my old address book.",
            ),
        ),
        "Bob": people.add_contact(book, Contact(name="Bob Ferris", positions=(Position("Copper Moss"),))),
        "Robert": people.add_contact(book, Contact(name="Robert Ferris", positions=(Position("Copper Moss"),))),
        "Ada": people.add_contact(book, Contact(name="Ada Other", positions=(Position("Kestrel Works"),))),
    }
    touches.log_touch(book, [ids["Marta"]], touches.NewTouch(date(2026, 11, 10)))
    for day in (2, 12):
        touches.log_touch(book, [ids["Kowalska"]], touches.NewTouch(date(2026, 10, day), channel="email"))
    follow_ups.plan_follow_up(book, ids["Kowalska"], date(2026, 12, 1), "send the sketch", "call")
    return ids


async def opened(pilot, rows=2):
    """The screen of duplicates, everybody compared."""
    from crm.tui.screens.doubles import DoublesScreen

    await pilot.press("M")
    await until(pilot, lambda: isinstance(pilot.app.screen, DoublesScreen))
    over = pilot.app.screen
    await until(pilot, lambda: settled(over) and over.list.row_count == rows)
    return over


def settled(over) -> bool:
    """True when nothing is compared or read any more."""
    return over.search.begun and not over.search.behind and not over.search.running and not over._loading
