"""The concern ledger: what employers said, open first, and what answers each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm.book.concerns import (
    add_concern,
    close_concern,
    delete_concern,
    edit_concern,
    get_concern,
    ledger,
    link_proofs,
    record_answer,
    remove_answer,
    reopen_concern,
    unlink_proof,
)
from crm.book.errors import BookError
from crm.book.proofs import all_proofs
from crm.domain.interviews import Concern, ProofPoint, Suggestion, suggested
from crm.domain.text import fold
from crm.domain.words import count
from crm.tui import reads_interviews as reads
from crm.tui.commands import bindings, commands_of
from crm.tui.dialogs.answer import AnswerDialog, AnswerValues
from crm.tui.dialogs.concern import ConcernDialog, ConcernValues
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.values import Choice, changes
from crm.tui.panes import concerns as shown
from crm.tui.screens.home import HomeScreen
from crm.tui.screens.list_and_sheet import ListAndSheet
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import Part, lay_out
from crm.tui.widgets.sheet import Layout

_ELSEWHERE = "Elsewhere"
_MOST_STORIES = 12
_NOTHING = ("Nothing is on the ledger yet.", "n writes down a challenge or a concern; an interview brings them too.")
_NOTHING_OPEN = ("Nothing is open: everything has its answer.", "z shows the answered and closed ones as well.")


class ConcernsScreen(ListAndSheet):
    """Challenges and concerns of all employers."""

    NAME = "concerns"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("concerns")))
    EMPTY = _NOTHING

    def __init__(self, home: HomeScreen) -> None:
        super().__init__(home)
        self.open_only = False
        self._known: dict[int, Concern] = {}
        self._proofs: Sequence[ProofPoint] = ()
        self._fits: dict[int, list[Suggestion]] = {}
        self._wanted: int | None = None

    async def load(self) -> None:
        """Read the ledger and the stories."""
        found = await self.run(ledger)
        self._proofs = await self.run(all_proofs)
        self._known = {one.id: one for one in found}
        self._fits = {}
        self._fill()

    def _fill(self) -> None:
        found = list(self._known.values())
        rows = [one for one in found if one.is_open] if self.open_only else found
        self.list.empty = _NOTHING_OPEN if self.open_only and found else _NOTHING
        self.list.fill(self._entries(rows), at=self._wanted)
        self._wanted = None
        self.list_pane.border_title = "Open only" if self.open_only else "All"
        of_them = [one for one in found if one.is_open]
        concerns = sum(one.kind == "concern" for one in of_them)
        challenges = len(of_them) - concerns
        counts = ((concerns, "concern"), (challenges, "challenge"))
        said = " and ".join(count(number, word) for number, word in counts if number)
        said = f"{said} open" if said else "nothing open"
        self.title_bar.show([("Concerns", "strong")], [(said, "wait" if concerns else "muted")])
        self.show_current()

    def _entries(self, rows: Sequence[Concern]) -> list[Entry[int]]:
        """Grouped by employer, those with something open first; in each the open ones first, newest first."""
        groups: dict[str, list[Concern]] = {}
        for one in rows:
            groups.setdefault(one.employer, []).append(one)
        ordered = sorted(groups.items(), key=lambda pair: (not any(one.is_open for one in pair[1]), fold(pair[0])))
        today = self.today
        entries: list[Entry[int]] = []
        for employer, group in ordered:
            waiting = sum(one.is_open for one in group)
            right: list[Part] = [(f"{waiting} open", "wait")] if waiting else [("nothing open", "muted")]
            entries.append(Entry(None, partial(_heading, employer or _ELSEWHERE, right)))
            for one in sorted(group, key=lambda each: not each.is_open):
                entries.append(Entry(one.id, partial(shown.row, one, today)))
        return entries

    def sheet_of(self, key: int | None) -> tuple[str, Layout]:
        """The whole of it, with the stories that fit."""
        one = self._known.get(key or 0)
        if one is None:
            return "", lambda _: ()
        today, proofs, fits = self.today, self._proofs, self._fitting(one)
        return one.employer or _ELSEWHERE, lambda width: shown.sheet(one, proofs, fits, width, today)

    def _fitting(self, one: Concern) -> list[Suggestion]:
        if one.id not in self._fits:
            self._fits[one.id] = suggested(one.text, self._proofs)
        return self._fits[one.id]

    def do_list_open_only(self) -> None:
        """All of them, or those that are open."""
        self.open_only = not self.open_only
        self._fill()

    def do_proofs_open(self) -> None:
        """The stories."""
        from crm.tui.screens.proofs import ProofsScreen

        self.app.push_screen(ProofsScreen(self.home))

    # Acts.

    async def _one(self) -> Concern:
        if self.list.current is None:
            raise BookError("There is nothing here yet: n writes down a challenge or a concern.")
        return await self.run(get_concern, self.list.current)

    async def do_concern_answer(self) -> None:
        """Where it was answered, and with what."""
        one = await self._one()
        linked = [proof.id for proof in one.proofs]
        fits = [fit.proof for fit in self._fitting(one) if fit.proof.id not in linked]
        first = [*(proof for proof in self._proofs if proof.id in linked), *fits]
        others = [proof for proof in self._proofs if proof not in first]
        stories = [
            Choice(str(proof.id), proof.title, proof.result)
            for proof in (*first, *others)[: max(_MOST_STORIES, len(first))]
        ]

        async def save(values: AnswerValues) -> None:
            new = [number for number in values.proof_ids if number not in linked]
            if values.how:
                await self.change(
                    partial(record_answer, on=values.on, note=values.note, proof_ids=new), one.id, values.how
                )
            elif new:
                await self.change(link_proofs, one.id, new)
            for number in linked:
                if number not in values.proof_ids:
                    await self.change(unlink_proof, one.id, number)
            after = await self.run(get_concern, one.id)
            said = shown.state_of(after, self.today)[0]
            self.tell(f"{said[:1].upper()}{said[1:]}; u undoes")

        await self.ask(
            AnswerDialog(
                one.text,
                desk=self.desk_app.desk(),
                key=str(one.id),
                proofs=stories,
                linked=[str(number) for number in linked],
                submit=self.saving(save),
            )
        )

    async def do_concern_new(self) -> None:
        """Write one down: for which opportunity, then their words."""
        choices = await self.run(reads.opportunity_choices)
        if not choices:
            raise BookError("A concern belongs to an opportunity, and there is none yet: o at home, then n, adds one.")
        picked: str | None = choices[0].key
        if len(choices) > 1:
            picked = await self.ask(PickDialog("Said about which opportunity?", choices))
        if picked is None:
            return
        opportunity, people = await self.run(reads.who_may_be_there, int(picked))

        async def save(values: ConcernValues) -> None:
            self._wanted = await self.change(
                partial(
                    add_concern,
                    kind=values.kind,
                    opportunity_id=opportunity.id,
                    contact_id=values.contact_id,
                    on=values.on,
                ),
                values.text,
            )
            self.tell("Written down; it stays open until it is answered. u undoes")

        await self._form(f"They said · {opportunity.title}", None, f"new-{opportunity.id}", people, self.saving(save))

    async def do_concern_edit(self) -> None:
        """Change its words."""
        one = await self._one()
        before = ConcernValues(one.kind, one.text, one.on, one.contact_id)
        people: Sequence[Choice] = ()
        if one.opportunity_id is not None:
            also = [one.contact_id] if one.contact_id is not None else []
            _, people = await self.run(reads.who_may_be_there, one.opportunity_id, also)

        async def save(after: ConcernValues) -> None:
            if changed := changes(before, after):
                await self.change(partial(edit_concern, concern_id=one.id, **changed))
                self.tell("Changed; u undoes")

        await self._form("They said", before, str(one.id), people, self.saving(save))

    async def _form(
        self, heading: str, values: ConcernValues | None, key: str, people: Sequence[Choice], submit: object
    ) -> None:
        await self.ask(
            ConcernDialog(heading, values, desk=self.desk_app.desk(), key=key, people=people, submit=submit)  # type: ignore[arg-type]
        )

    async def do_concern_close(self) -> None:
        """It no longer matters, or it does again."""
        one = await self._one()
        if one.closed_on is None:
            await self.change(close_concern, one.id)
            self.tell("Closed: it no longer matters; x reopens it, u undoes")
        else:
            await self.change(reopen_concern, one.id)
            self.tell("Open again; u undoes")

    async def do_answer_remove(self) -> None:
        """Take the newest answer back."""
        one = await self._one()
        if not one.answers:
            raise BookError("It has no answer that could be taken back.")
        await self.change(remove_answer, one.answers[-1].id)
        self.tell("The newest answer is taken back; u undoes")

    async def do_concern_delete(self) -> None:
        """Delete it, after a question."""
        one = await self._one()
        details = [one.text]
        if one.answers:
            details.append(f"With {count(len(one.answers), 'answer')}.")
        if await self.ask(ConfirmDialog(f"Delete this {one.kind}?", details)):
            await self.change(delete_concern, one.id)
            self.tell(f"Deleted the {one.kind}; u brings it back")


def _heading(employer: str, right: Sequence[Part], width: int) -> list[list[Part]]:
    return [lay_out(width, [(employer, "heading")], right)]
