"""The touch that stands for a held interview, so that the timelines and the rule of the next touch know of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from crm.book.opportunity_rows import insert
from crm.book.session import Book
from crm.domain.interviews import Interview
from crm.domain.text import words

#: The touch of a held interview has a uid made of the interview's, by which it is found again.
_TOUCHES = UUID("5f0c8f4e-3a52-4d0f-9a49-6f6f2f6f0b11")
_BY_PHONE = frozenset({"phone", "telephone"})


def touch_uid(interview_uid: str) -> str:
    """The uid of the touch that stands for a held interview on the timelines."""
    return str(uuid5(_TOUCHES, interview_uid))


def write_touch(book: Book, interview: Interview, *, missing: bool = True) -> None:
    """Makes the touch what the interview says, also one that is `missing`; not held, or with nobody in it, none.

    Inside an act.
    """
    uid = touch_uid(interview.uid)
    execute = book.store.database.execute_sql
    row = book.store.row("SELECT id, seq FROM touch WHERE uid = ?", (uid,))
    if interview.status != "held" or not interview.people:
        if row:
            execute("DELETE FROM touch WHERE id = ?", (row[0],))
        return
    channel = "call" if _BY_PHONE.intersection(words(interview.kind)) else "meeting"
    ids = [person.contact_id for person in interview.people]
    if row is None:
        if not missing or _logged_already(book, interview, channel, ids):
            return
        seq = book.store.next_seq()
        touch_id = insert(
            book.store,
            "touch",
            {
                **{"uid": uid, "on": interview.on, "seq": seq, "channel": channel, "direction": "out"},
                **{
                    "outcome": "reached",
                    "note": f"Interview: {interview.opportunity}",
                    "gave": "",
                    "asked": "",
                    "got": "",
                },
                **{"answer_needed": 1, "created": book.stamp},
            },
        )
    else:
        touch_id, seq = row
        execute('UPDATE touch SET "on" = ?, channel = ? WHERE id = ?', (interview.on, channel, touch_id))
        execute('UPDATE touch_contact SET "on" = ? WHERE touch_id = ?', (interview.on, touch_id))
    there = {row[0] for row in book.store.rows("SELECT contact_id FROM touch_contact WHERE touch_id = ?", (touch_id,))}
    for contact_id in there.difference(ids):
        execute("DELETE FROM touch_contact WHERE touch_id = ? AND contact_id = ?", (touch_id, contact_id))
    book.store.executemany(
        'INSERT INTO touch_contact(contact_id, touch_id, "on", seq) VALUES (?, ?, ?, ?)',
        [(contact_id, touch_id, interview.on, seq) for contact_id in ids if contact_id not in there],
    )


def _logged_already(book: Book, interview: Interview, channel: str, ids: Sequence[int]) -> bool:
    """Whether the person logged it by hand: the same day, channel and people, and no other interview's touch."""
    others = {
        touch_uid(row[0])
        for row in book.store.rows('SELECT uid FROM interview WHERE "on" = ? AND id <> ?', (interview.on, interview.id))
    }
    found = book.store.rows(
        'SELECT t.uid FROM touch t JOIN touch_contact p ON p.touch_id = t.id WHERE t."on" = ? AND t.channel = ? '
        f"AND t.outcome IN ('reached', 'replied') AND p.contact_id IN ({','.join(map(str, ids))}) "
        "GROUP BY t.id HAVING count(*) = ?",
        (interview.on, channel, len(ids)),
    )
    return any(row[0] not in others for row in found)
