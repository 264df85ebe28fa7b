"""A search with an interview behind it, and the ways of the letter tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from home_host import TODAY, person, picture, toasts, until

from crm.book import concerns, history, interviews, opportunities, proofs, reading
from crm.book.letter_reading import get_letter, letters_page
from crm.book.letters import finish_letter, new_letter, save_letter
from crm.book.session import Book
from crm.domain.interviews import Quote
from crm.domain.people import Contact, Labelled, Position
from crm.tui.screens.letter import LetterScreen
from crm.tui.screens.letters import open_letter

TEXT = (
    "Dear Dana,\n\nyou said that demand changes faster than the plan. In Bremen I cut the planning run from five days "
    "to one.\n\nHow do you plan the spare parts today? I will ring on Thursday."
)


@dataclass
class Clock:
    """A clock a test can move by hours."""

    now_: datetime = field(default_factory=lambda: datetime.combine(TODAY, time(17)).astimezone())

    def today(self) -> date:
        return self.now_.date()

    def now(self) -> datetime:
        return self.now_

    def ahead(self, **by: float) -> None:
        self.now_ += timedelta(**by)


def interview_search(book: Book) -> dict[str, int]:
    """Dana interviewed us yesterday; a challenge with a proof point, a concern without one, an open question."""
    dana = people_add(book, "Dana Whitfield", "Northwind Robotics", "hiring manager", "dana@northwind.test")
    sam = person(book, "Sam Lee", "Northwind Robotics")
    role = opportunities.add_opportunity(
        book,
        opportunities.NewOpportunity(
            "Planning Lead",
            "Northwind Robotics",
            stage="interviewing",
            on=TODAY - timedelta(days=9),
            people=((dana, "hiring manager"),),
        ),
    )
    talk = interviews.add_interview(
        book,
        role,
        interviews.NewInterview(
            TODAY - timedelta(days=1),
            contact_ids=(dana,),
            held=True,
            debrief=interviews.NewDebrief(
                challenges=(Quote("Demand changes faster than the plan", dana),),
                concerns=(Quote("No years in a hospital", dana),),
                advantage="Seven years of spare parts.",
                questions="Who plans the spare parts?",
            ),
        ),
    )
    proof = proofs.add_proof(
        book, proofs.NewProof("The Bremen planning run", "Five days.", "Cut the steps.", "One day instead of five.")
    )
    challenge = next(each for each in concerns.ledger(book, opportunity_id=role) if each.kind == "challenge")
    concerns.link_proofs(book, challenge.id, [proof])
    return {"Dana": dana, "Sam": sam, "role": role, "talk": talk}


def people_add(book: Book, name: str, employer: str, role: str, email: str) -> int:
    from crm.book import people

    return people.add_contact(
        book, Contact(name=name, positions=(Position(employer),), role=role, emails=(Labelled(email),))
    )


def letter_to_dana(book: Book, text: str = TEXT) -> int:
    """An influence letter with a text of its own."""
    ids = interview_search(book)
    number = new_letter(book, "influence", contact_id=ids["Dana"], opportunity_id=ids["role"], subject="Our talk")
    save_letter(book, number, text)
    return number


def finished_to_dana(book: Book) -> int:
    number = letter_to_dana(book)
    finish_letter(book, number)
    return number


async def opened(pilot, home, number: int = 1) -> LetterScreen:
    """The letter's screen, with the letter in it."""
    open_letter(home, number)
    await until(pilot, lambda: isinstance(pilot.app.screen, LetterScreen) and pilot.app.screen.letter is not None)
    screen = pilot.app.screen
    await until(pilot, lambda: not screen._loading)
    return screen


async def text_of(home, number: int = 1) -> str:
    return (await home.gateway.run(get_letter, number)).text


async def row_of(home, number: int = 1):
    return (await home.gateway.run(get_letter, number)).row


async def versions_of(home, number: int = 1) -> int:
    return len((await home.gateway.run(get_letter, number)).versions)


async def all_letters(home):
    return await home.gateway.run(letters_page)


async def undone(home) -> str:
    return await home.gateway.run(history.undo)


async def touches_with(home, contact_id: int):
    return await home.gateway.run(reading.timeline_page, contact_id)


async def said(pilot, text: str) -> None:
    await until(pilot, lambda: any(text in toast for toast in toasts(pilot.app)))


async def sees(pilot, *texts: str) -> None:
    await until(pilot, lambda: all(text in picture(pilot.app) for text in texts))


def here(path: Path, monkeypatch) -> Path:
    """The working directory of the test."""
    folder = path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder
