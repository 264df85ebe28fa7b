"""Who the contacts of an import are: somebody of the book, somebody before them in the files, or somebody new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from crm.book.contact_rows import load_contacts
from crm.book.errors import Refused
from crm.book.finder import finder_of
from crm.book.import_choices import AsNew, Into, Leave, Overwrite, taken_over
from crm.book.import_files import Progress
from crm.book.import_items import ImportPlan, Item, Possible
from crm.book.matching import Index, name_key, source_parts
from crm.book.merging import merge
from crm.book.session import Book
from crm.domain.people import Contact

_CHUNK = 5_000
_EVERY = 200
#: Shapes of a whole book, in which somebody may have changed since they came from where their source says.
_BOOKS = frozenset({"book", "json"})
#: The contacts that have a source, once for each entry that had it.
_Sources = dict[str, list[int]]


def recognise(plan: ImportPlan, index: Index, book: Book | None, today: date, overwrite: bool) -> None:
    """Says of each item who it is in the book, if anybody, and what it adds to them."""
    known: dict[int, Contact] = {}
    # Each entry of a file that came in is found once: of two equal ones each finds their own again.
    sources = {source: list(ids) for source, ids in index.by_source.items()}
    if book is not None and index.names:
        known = _who_is_who(plan.items, index, sources, book, today, overwrite)
    _join(plan, index, sources)
    if book is not None:
        # A row may be the same as one that came again just as it was, of which nothing was read.
        said = {item.who for item in plan.items if isinstance(item.choice, Into) and item.who is not None}
        known |= _load(book, said - known.keys())
    for item in plan.items:
        if isinstance(item.choice, Leave):
            if item.who is not None and not item.settled:
                _compare(item, {item.who: known[item.who]}, False, today)
            item.action, item.settled = "left", True
        elif item.settled:
            item.action = "same"
        elif item.into is not None and item.into.who is None:
            _absorb(item, item.into, overwrite, today)
        elif item.who is not None:
            _compare(item, known, overwrite, today)


def _who_is_who(
    items: list[Item], index: Index, sources: _Sources, book: Book, today: date, overwrite: bool
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
        certain = list(dict.fromkeys(index.certain(contact)))
        # Of two equal people each finds their own again; somebody taken already is the last resort, for which a
        # name alone is not enough.
        free = (who for who in (*index.again(contact), *certain) if who not in taken)
        item.who = next(free, certain[0] if certain else None)
        if item.who is not None:
            taken.add(item.who)
        else:
            maybe[place] = index.by_name.get(name_key(contact.name), [])
    wanted = {item.who for item in items if item.who is not None and not item.settled}
    wanted |= {who for ids in maybe.values() for who in ids}
    known = _load(book, wanted)
    for place, ids in maybe.items():
        item = open_items[place]
        for who in ids:
            # Nothing but a name in common: the same only where the file says nothing that the book does not.
            if who not in taken and _holds(known[who], item.record.contact, today):
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


def _load(book: Book, wanted: Iterable[int]) -> dict[int, Contact]:
    ids = sorted(wanted)
    known: dict[int, Contact] = {}
    for start in range(0, len(ids), _CHUNK):
        known |= load_contacts(book.store, ids[start : start + _CHUNK])
    return known


def _holds(mine: Contact, theirs: Contact, today: date) -> bool:
    result = merge(mine, theirs, overwrite=False, today=today)
    return result.contact == mine and not result.differences


def _compare(item: Item, known: dict[int, Contact], overwrite: bool, today: date) -> None:
    who = item.who or 0
    item.before = known[who]
    takes = taken_over(overwrite, item.choice)
    result = merge(item.before, item.record.contact, overwrite=takes, today=today)
    item.contact, item.differences = result.contact, result.differences
    if item.contact == item.before:
        item.action = "same"
        return
    item.action = "changed"
    label, _ = source_parts(item.record.contact.source)
    if label and label == source_parts(item.before.source)[0] and not item.differences:
        item.contact = replace(item.contact, source=item.record.contact.source)
    known[who] = item.contact  # a second record of the same person adds to that


def _absorb(item: Item, into: Item, overwrite: bool, today: date) -> None:
    """Adds a row to the new contact of a row before it."""
    item.before = into.contact
    takes = taken_over(overwrite, item.choice)
    result = merge(into.contact, item.record.contact, overwrite=takes, today=today)
    item.action = "same" if result.contact == into.contact else "changed"
    item.contact = into.contact = result.contact
    item.differences = result.differences


def flag(items: list[Item], index: Index, book: Book | None, progress: Progress | None) -> None:
    """Says of the new contacts whom they may be: in the book, or before them in the files."""
    unknown = [item for item in items if item.who is None and item.into is None]
    if not unknown:
        return
    finder = finder_of(book)
    for number, item in enumerate(unknown):
        if progress and number % _EVERY == 0:
            progress("Comparing", number, len(unknown))
        contact = item.record.contact
        found = [Possible(match.who, match.name, match.reason, match.sure) for match in finder.possible(contact)]
        seen = {possible.who for possible in found}
        found += [
            Possible(who, index.shown[who], "same name, from a file of the same name", False)
            for who in index.namesakes(contact)
            if who not in seen
        ]
        item.possible = tuple(found)
        if item.action != "left":
            finder.add(-item.place, contact)
