"""The timeline pane: who this is, what comes next and why, and what happened between us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical

from crm.book.standing import Standing
from crm.domain.rows import ContactCard, TimelineRow
from crm.tui import reads
from crm.tui.gateway import Gateway
from crm.tui.panes import phrases
from crm.tui.panes.timeline_list import TimelineList
from crm.tui.widgets.line_list import cells
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.safe import ELLIPSIS, Part, literal, wrap

_LABEL = 7
_OPEN_SHOWN = 3
_WHY_LINES = 2
_LOW = 20
_MOST_KEPT = 500


class CardHead(Lines):
    """Title and employer, part in the search, the next touch and its reason, window, what is open, the balance."""

    def __init__(self) -> None:
        super().__init__(id="card-head")
        self._card: ContactCard | None = None
        self._standing: Standing | None = None
        self._today = date.min

    def show(self, card: ContactCard | None, today: date, standing: Standing | None = None) -> None:
        """Show another card, or none."""
        self._card, self._today, self._standing = card, today, standing
        self.refresh(layout=True)

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """The lines of the card; on a low screen only the first and the next touch."""
        card = self._card
        if card is None:
            return []
        contact = card.contact
        lines: list[list[Part]] = []
        work = ", ".join(text for text in (contact.title, contact.employer) if text)
        stands = self._standing
        about = phrases.standing(stands, contact.role, self._today)
        rest = [*phrases.roles(stands), (", ".join(contact.tags[:6]), "muted")]
        if work:
            lines.append([(work, "")])
        lines += _together(about, [part for part in rest if part[0]], width - 1)
        upcoming = [*phrases.next_touch(card, self._today), *phrases.next_step(stands)]
        following: list[list[Part]] = [[("next".ljust(_LABEL), "muted"), *upcoming]]
        if card.why:
            reasons, left_out = wrap(card.why, width - 1 - _LABEL, _WHY_LINES)
            if left_out:
                reasons[-1] += ELLIPSIS
            following += [[(" " * _LABEL, ""), (reason, "muted")] for reason in reasons]
        if self.app.size.height < _LOW:
            return [[(" ", ""), *line] for line in (*lines[:1], *following[:1])]
        lines += following
        others = [item for item in card.open_items if item.id != card.next.follow_up]
        for number, item in enumerate(others[:_OPEN_SHOWN]):
            label = "open" if number == 0 else ""
            lines.append([(label.ljust(_LABEL), "muted"), *phrases.open_item(item, self._today)])
        if len(others) > _OPEN_SHOWN:
            lines.append([(" " * _LABEL, ""), (f"and {len(others) - _OPEN_SHOWN} more", "muted")])
        if stands is not None and (meeting := phrases.interview(stands, self._today)):
            lines.append([("talk".ljust(_LABEL), "muted"), *meeting])
        if stands is not None and stands.window is not None:
            lines.append([("window".ljust(_LABEL), "muted"), *phrases.window(stands.window)])
        lines += phrases.balance(card, stands)
        return [[(" ", ""), *line] for line in lines] + [[]]


def _together(first: list[Part], others: Sequence[Part], width: int) -> list[list[Part]]:
    """Parts on as few lines as they fit on, whole."""
    lines = [first] if first else []
    for part in others:
        if lines and cells([*lines[-1], part]) + 3 <= width:
            lines[-1] = [*lines[-1], (" · ", "rule"), part]
        else:
            lines.append([part])
    return lines


class TimelinePane(Vertical):
    """One person: the card above, the timeline below."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(id="timeline", classes="pane")
        self._gateway = gateway
        self.head = CardHead()
        self.list = TimelineList(self._fetch, id="timeline-list")
        self.card: ContactCard | None = None
        self.set_title("")
        self.show(None, date.min)

    def compose(self) -> ComposeResult:
        """Card and list."""
        yield self.head
        yield self.list

    async def _fetch(self, offset: int, limit: int) -> tuple[Sequence[TimelineRow], bool]:
        if self.card is None:
            return [], False
        return await self._gateway.run(reads.older, self.card.id, offset, limit)

    def kept(self, contact_id: int | None) -> int:
        """How many entries to read so that a reload of the same person does not lose those already read."""
        if self.card is None or self.card.id != contact_id:
            return reads.TIMELINE_PAGE
        return min(max(self.list.loaded, reads.TIMELINE_PAGE), _MOST_KEPT)

    def show(self, person: reads.Person | None, today: date) -> None:
        """Show another person, or the same one again."""
        if person is None:
            self.list.empty = ("Nobody chosen.", "1 goes to the people, n adds one.")
            self.card = None
            self.set_title("")
            self.head.show(None, today)
            self.list.fill([], False, keep=False)
            return
        same = self.card is not None and self.card.id == person.card.id
        self.card = person.card
        self.set_title(person.card.contact.name)
        self.head.show(person.card, today, person.standing)
        self.list.today = today
        self.list.empty = ("Nothing yet.", "l logs the first touch, f plans one.")
        self.list.fill(person.rows, person.more, keep=same)

    def set_title(self, name: str) -> None:
        """The person's name on the frame."""
        self.border_title = literal(name, 200) if name.strip() else literal("Timeline")
