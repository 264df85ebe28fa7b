"""Who the contacts of an import are: somebody of the book, somebody before them in the files, or somebody new."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crm.book.errors import Refused
from crm.book.import_choices import AsNew, Into, Leave, Overwrite, taken_over
from crm.book.import_items import ImportPlan, Item
from crm.book.import_kept import Kept
from crm.book.matching import Index, name_key, source_parts
from crm.book.session import Book
from crm.domain.people import Contact

#: Shapes of a whole book, in which somebody may have changed since they came from where their source says.
_BOOKS = frozenset({"book", "json"})
#: The contacts that have a source, once for each entry that had it.
_Sources = dict[str, list[int]]


def recognise(plan: ImportPlan, index: Index, book: Book | None, today: date, overwrite: bool, kept: Kept) -> None:
    """Says of each item who it is in the book, if anybody, and what it adds to them."""
    known: dict[int, Contact] = {}
    # Each entry of a file that came in is found once: of two equal ones each finds their own again.
    sources = {source: list(ids) for source, ids in index.by_source.items()}
    if book is not None and index.names:
        known = _who_is_who(plan.items, index, sources, book, today, overwrite, kept)
    _join(plan, index, sources)
    if book is not None:
        # A row may be the same as one that came again just as it was, of which nothing was read.
        said = {item.who for item in plan.items if isinstance(item.choice, Into) and item.who is not None}
        known |= kept.contacts(book, said - known.keys())
    for item in plan.items:
        if isinstance(item.choice, Leave):
            if item.who is not None and not item.settled:
                _compare(item, {item.who: known[item.who]}, False, today, kept)
            item.action, item.settled = "left", True
        elif item.settled:
            item.action = "same"
        elif item.into is not None and item.into.who is None:
            _absorb(item, item.into, overwrite, today, kept)
        elif item.who is not None:
            _compare(item, known, overwrite, today, kept)


def _who_is_who(
    items: list[Item], index: Index, sources: _Sources, book: Book, today: date, overwrite: bool, kept: Kept
) -> dict[int, Contact]:
    """Finds the items in the book; gives the contacts of it that are to be compared."""
    taken: set[int] = set()
    open_items: list[Item] = []
    for item in items:
        contact = item.record.contact
        if isinstance(item.choice, Into):
            continue
        item.who = index.by_uid.get(contact.uid) if contact.uid else None
        again = sources.get(contact.source, [])
        # Who came in as somebody new is not new once more when the same is asked again.
        if isinstance(item.choice, AsNew) and not (again and contact.source in index.own_sources):
            if contact.uid in index.former_uids:
                item.who = None  # merged once, and now said to be two
            if item.who is not None:
                raise Refused(f"Row {item.place} cannot be new: {index.shown[item.who]} in the book has the same uid.")
            continue
        if item.who in again:
            again.remove(item.who)
        if item.who is None and contact.source and again:
            item.who = again.pop(0)
            # A person's file that says the same again says nothing new; a book has a life of its own.
            asks = overwrite or isinstance(item.choice, Overwrite)
            item.settled = not asks and item.record.shape not in _BOOKS
        if item.who is None:
            open_items.append(item)
        else:
            taken.add(item.who)
    maybe: dict[int, list[int]] = {}
    for place, item in enumerate(open_items):
        contact = item.record.contact
        came, certain = kept.certain(item, index)
        # Of two equal people each finds their own again; somebody taken already is the last resort, for which a
        # name alone is not enough.
        free = (who for who in (*came, *certain) if who not in taken)
        item.who = next(free, certain[0] if certain else None)
        if item.who is not None:
            taken.add(item.who)
        else:
            maybe[place] = index.by_name.get(name_key(contact.name), [])
    wanted = {item.who for item in items if item.who is not None and not item.settled}
    wanted |= {who for ids in maybe.values() for who in ids}
    known = kept.contacts(book, wanted)
    for place, ids in maybe.items():
        item = open_items[place]
        for who in ids:
            # Nothing but a name in common: the same only where the file says nothing that the book does not.
            if who not in taken and _holds(known[who], who, item, today, kept):
                item.who = who
                taken.add(who)
                break
    return known


def _join(plan: ImportPlan, index: Index, sources: _Sources) -> None:
    """Does as the person says of the rows that are somebody: of the book, or of a row before them."""
    by_place = {item.place: item for item in plan.items}
    for item in plan.items:
        if not isinstance(item.choice, Into):
            continue
        contact = item.record.contact
        if item.choice.who < 0:
            other = by_place.get(-item.choice.who)
            if other is None or other.place >= item.place:
                raise Refused(f"Row {item.place} can only be the same person as a row before it.")
            if isinstance(other.choice, Leave):
                raise Refused(f"Row {item.place} cannot be the same person as row {other.place}, which is left out.")
            item.into = other.into or other
            item.who = item.into.who
        elif item.choice.who in index.names:
            item.who = item.choice.who
        else:
            raise Refused(f"The person that row {item.place} was said to be is not in the book.")
        owner = index.by_uid.get(contact.uid) if contact.uid else None
        if owner is not None and owner != item.who:
            raise Refused(f"Row {item.place} is {index.shown[owner]}: they have the same uid.")
        came = sources.get(contact.source, [])
        known = owner is not None if contact.uid else item.who in came
        if item.who in came:
            came.remove(item.who)
        if (contact.uid or contact.source) and not known:
            plan.formers.append((item, contact.uid, contact.source))


def _holds(mine: Contact, who: int, item: Item, today: date, kept: Kept) -> bool:
    result = kept.merged(mine, who, item, False, today)
    return result.contact == mine and not result.differences


def _compare(item: Item, known: dict[int, Contact], overwrite: bool, today: date, kept: Kept) -> None:
    who = item.who or 0
    item.before = known[who]
    takes = taken_over(overwrite, item.choice)
    result = kept.merged(item.before, who, item, takes, today)
    item.contact, item.differences = result.contact, result.differences
    if item.contact == item.before:
        item.action = "same"
        return
    item.action = "changed"
    label, _ = source_parts(item.record.contact.source)
    if label and label == source_parts(item.before.source)[0] and not item.differences:
        item.contact = replace(item.contact, source=item.record.contact.source)
    known[who] = item.contact  # a second record of the same person adds to that


def _absorb(item: Item, into: Item, overwrite: bool, today: date, kept: Kept) -> None:
    """Adds a row to the new contact of a row before it."""
    item.before = into.contact
    takes = taken_over(overwrite, item.choice)
    result = kept.merged(into.contact, -into.place, item, takes, today)
    item.action = "same" if result.contact == into.contact else "changed"
    item.contact = into.contact = result.contact
    item.differences = result.differences
