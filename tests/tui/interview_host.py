"""A search with an opportunity, interviews, concerns and stories, for the screens that show them."""

from __future__ import annotations

from datetime import date, time

from home_host import TODAY, person

from crm.book import concerns, follow_ups, interviews, opportunities, proofs, touches
from crm.book.session import Book
from crm.domain.interviews import Quote
from crm.domain.people import Labelled

HOSTILE = "[/] [b]x[/b [@click=app.quit]go[/] \x1b[31m\x1b]52;c;aGk=\x07\x9b2J\u202egnp.exe\u200e\x00 end"


def search(book: Book) -> dict[str, int]:
    """Dana at Northwind with one opportunity, an interview to be noted, one held, concerns and two stories."""
    dana = person(
        book,
        "Dana Whitfield",
        "Northwind Robotics",
        role="hiring manager",
        phones=(Labelled("+1 555 0134", "work"),),
    )
    sam = person(book, "Sam Lee", "Northwind Robotics", role="hr")
    touches.log_touch(book, [dana], touches.NewTouch(date(2026, 11, 10), note="Asked what to build."))
    follow_ups.plan_follow_up(book, dana, date(2026, 11, 23), "send the sketch", "call")
    role = opportunities.add_opportunity(
        book, opportunities.NewOpportunity("Platform Engineer", "Northwind Robotics", on=date(2026, 10, 1))
    )
    opportunities.add_person(book, role, dana, "hiring manager")
    opportunities.add_person(book, role, sam, "hr")
    held = interviews.add_interview(
        book,
        role,
        interviews.NewInterview(
            date(2026, 11, 3),
            kind="video",
            contact_ids=[dana],
            held=True,
            debrief=interviews.NewDebrief(
                challenges=[Quote("churn among small customers")],
                concerns=[Quote("you have never led a team")],
                competition="one from inside",
                next_time="bring the figure",
                chemistry="Plain speech.",
            ),
        ),
    )
    planned = interviews.add_interview(
        book, role, interviews.NewInterview(TODAY, at=time(9), kind="on site", contact_ids=[dana], held=False)
    )
    story = proofs.add_proof(
        book,
        proofs.NewProof("Led eleven temps", "Two summers", "Led the team", "nobody left", ("leading", "team")),
    )
    proofs.add_proof(book, proofs.NewProof("Cut churn", "Small customers left", "Rang them", "churn down 40 %"))
    said = {one.text: one.id for one in concerns.ledger(book)}
    return {
        "Dana": dana,
        "Sam": sam,
        "role": role,
        "held": held,
        "planned": planned,
        "story": story,
        "concern": said["you have never led a team"],
        "challenge": said["churn among small customers"],
    }


def hostile_search(book: Book) -> None:
    """The same with hostile text in every column these screens draw, past the cleaning at the entrance."""
    search(book)
    text = HOSTILE
    execute = book.store.database.execute_sql
    with book.act("placeholder"):
        execute("UPDATE contact SET name = ?, role = ?", (text, text))
        execute("UPDATE contact_point SET value = ?, label = ?", (text, text))
        execute("UPDATE employer SET name = ?, working_on = ?, notes = ?, website = ?", (text, text, text, text))
        execute("UPDATE position SET title = ?", (text,))
        execute("UPDATE opportunity SET title = ?, posting = ?, link = ?", (text, text, text))
        execute("UPDATE opportunity_contact SET part = ?", (text,))
        execute("UPDATE touch SET note = ?, gave = ?, asked = ?, got = ?", (text, text, text, text))
        execute("UPDATE follow_up SET purpose = ?", (text,))
        execute("UPDATE concern SET text = ?", (text,))
        execute("UPDATE proof_point SET title = ?, situation = ?, action = ?, result = ?, tags = ?", (text,) * 5)
        execute(
            "UPDATE interview SET kind = ?, location = ?, notes = ?, chemistry = ?, questions = ?, went_well = ?, "
            "put_off = ?, next_time = ?, responsibilities = ?, first_tasks = ?, competition = ?, advantage = ?",
            (text,) * 12,
        )
