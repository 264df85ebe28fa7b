"""The bank of proof points: the person's own stories, found again when a challenge or concern asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from uuid import uuid4

from crm.book.errors import Ambiguous, NotFound, Refused
from crm.book.opportunity_rows import insert
from crm.book.session import Book
from crm.domain.interviews import ProofPoint, Suggestion, proof_matches, suggested
from crm.domain.text import clean, clean_line, fold

_CANDIDATES_SHOWN = 20
# A letter counts once it is sent, whatever number of concerns it answers.
_COLUMNS = (
    "p.id, p.uid, p.title, p.situation, p.action, p.result, p.tags, "
    "(SELECT count(*) FROM concern_proof x WHERE x.proof_id = p.id), "
    "(SELECT count(DISTINCT a.letter_id) + count(CASE WHEN a.how = 'letter' AND a.letter_id IS NULL THEN 1 END) "
    "{answers}), (SELECT count(*) {answers})"
).replace(
    "{answers}",
    "FROM concern_proof x JOIN answer a ON a.concern_id = x.concern_id LEFT JOIN letter l ON l.id = a.letter_id "
    "WHERE x.proof_id = p.id AND (a.letter_id IS NULL OR l.status = 'sent')",
)


@dataclass(frozen=True, slots=True)
class NewProof:
    """A proof point as it is written."""

    title: str
    situation: str = ""
    action: str = ""
    result: str = ""
    tags: Sequence[str] = ()


def all_proofs(book: Book) -> list[ProofPoint]:
    """Every proof point, newest first."""
    return _load(book)


def get_proof(book: Book, proof_id: int) -> ProofPoint:
    """The proof point. Raises NotFound."""
    found = _load(book, "WHERE p.id = ?", (proof_id,))
    if not found:
        raise NotFound(f"There is no proof point {proof_id}: `callback proof list` shows them with their ids.")
    return found[0]


def find_proofs(book: Book, text: str = "") -> list[ProofPoint]:
    """The proof points in which every word of `text` begins a word, accents and case aside; newest first."""
    found = _load(book)
    return [proof for proof in found if proof_matches(proof, text)] if text.strip() else found


def the_proof(book: Book, text: str) -> ProofPoint:
    """The one proof point that an id, a whole title or some words mean. Raises NotFound, Ambiguous."""
    text = clean_line(text)
    if text.isdecimal() and text.isascii():
        return get_proof(book, int(text))
    found = find_proofs(book, text)
    found = [proof for proof in found if fold(proof.title) == fold(text)] or found
    if not found or not text:
        raise NotFound(f"No proof point fits “{text[:60]}”: `callback proof list` shows all of them.")
    if len(found) > 1:
        raise Ambiguous(
            f"“{text[:60]}” fits several proof points: say more of it, or the id.",
            [f"{proof.id:>5}  {proof.title}" for proof in found[:_CANDIDATES_SHOWN]],
        )
    return found[0]


def suggestions(book: Book, text: str, limit: int = 3) -> list[Suggestion]:
    """The proof points that fit a challenge or concern, the best first, each with the words that both have."""
    return suggested(text, _load(book), limit)


def add_proof(book: Book, new: NewProof) -> int:
    """Adds a proof point and gives its id. Raises Refused without a title."""
    values = _checked(new)
    with book.act("Add a proof point"):
        return insert(
            book.store,
            "proof_point",
            {
                "uid": str(uuid4()),
                **values,
                "seq": book.store.next_seq(),
                "created": book.stamp,
                "updated": book.stamp,
            },
        )


def edit_proof(book: Book, proof_id: int, **changes: Any) -> None:
    """Changes a proof point (the fields of NewProof). Raises NotFound, Refused."""
    old = get_proof(book, proof_id)
    unknown = changes.keys() - {field.name for field in fields(NewProof)}
    if unknown:
        raise Refused(f"A proof point has no field “{sorted(unknown)[0]}”.")
    before = NewProof(old.title, old.situation, old.action, old.result, old.tags)
    values = _checked(replace(before, **changes))
    if values == _checked(before):
        return
    with book.act("Edit a proof point"):
        sets = ", ".join(f"{name} = ?" for name in values)
        book.store.database.execute_sql(
            f"UPDATE proof_point SET {sets}, updated = ? WHERE id = ?", (*values.values(), book.stamp, proof_id)
        )


def delete_proof(book: Book, proof_id: int) -> ProofPoint:
    """Deletes a proof point and gives it; what it answered keeps its answers. Raises NotFound."""
    old = get_proof(book, proof_id)
    with book.act("Delete a proof point"):
        book.store.database.execute_sql("DELETE FROM proof_point WHERE id = ?", (proof_id,))
    return old


def _load(book: Book, condition: str = "", values: tuple[Any, ...] = ()) -> list[ProofPoint]:
    rows = book.store.rows(f"SELECT {_COLUMNS} FROM proof_point p {condition} ORDER BY p.seq DESC, p.id DESC", values)
    return [
        ProofPoint(
            number,
            uid,
            title,
            situation,
            action,
            result,
            tuple(tags.split("\n")) if tags else (),
            linked,
            letters,
            used,
        )
        for number, uid, title, situation, action, result, tags, linked, letters, used in rows
    ]


def _checked(new: NewProof) -> dict[str, str]:
    title = clean_line(new.title)
    if not title:
        raise Refused("A proof point needs a title: a few words that you know the story by.")
    tags: dict[str, str] = {}
    for tag in (clean_line(tag).lstrip("#") for tag in new.tags):
        if tag:
            tags.setdefault(fold(tag), tag)
    return {
        "title": title,
        "situation": clean(new.situation).strip(),
        "action": clean(new.action).strip(),
        "result": clean(new.result).strip(),
        "tags": "\n".join(tags.values()),
    }
