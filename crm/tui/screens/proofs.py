"""The bank of proof points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from crm.book.errors import BookError
from crm.book.proofs import NewProof, add_proof, all_proofs, delete_proof, edit_proof, get_proof
from crm.domain.interviews import ProofPoint, proof_matches
from crm.domain.text import fold
from crm.domain.words import count
from crm.tui.commands import bindings, commands_of, is_typed
from crm.tui.dialogs.confirm import ConfirmDialog
from crm.tui.dialogs.fields import known
from crm.tui.dialogs.proof import ProofDialog, ProofValues
from crm.tui.dialogs.values import changes
from crm.tui.screens.home import HomeScreen
from crm.tui.screens.list_and_sheet import ListAndSheet
from crm.tui.widgets.filter_input import FilterInput
from crm.tui.widgets.prose import Line, Prose
from crm.tui.widgets.rows_list import Entry
from crm.tui.widgets.safe import lay_out
from crm.tui.widgets.sheet import Layout

_TYPING = frozenset(command.id for command in commands_of("proofs") if command.typing)


class ProofsScreen(ListAndSheet):
    """The stories, filtered as one types."""

    NAME = "proofs"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(commands_of("proofs")))
    EMPTY = ("No stories yet.", "n writes the first: what was wrong, what you did, what came of it.")
    DEFAULT_CSS = """
    ProofsScreen #proofs-filter {
        height: 1; width: 1fr; margin: 0 1; border: none; padding: 0; background: $background; color: $foreground;
    }
    ProofsScreen #proofs-filter:focus { background: $cursor-quiet; }
    """

    def __init__(self, home: HomeScreen) -> None:
        self.filter = FilterInput(id="proofs-filter")
        super().__init__(home)
        self._all: Sequence[ProofPoint] = ()
        self._wanted: int | None = None

    def above_list(self) -> Sequence[Widget]:
        """The filter."""
        return [self.filter]

    async def load(self) -> None:
        """Read all stories: a person has dozens, not thousands."""
        self._all = await self.run(all_proofs)
        self._fill()

    def _fill(self) -> None:
        text = self.filter.value.strip()
        found = [proof for proof in self._all if not text or proof_matches(proof, text)]
        self.list.empty = (f"No story fits “{text}”.", "Esc clears the filter.") if text else self.EMPTY
        entries = [Entry(proof.id, partial(_row, proof)) for proof in found]
        self.list.fill(entries, at=self._wanted)
        self._wanted = None
        self.list_pane.border_title = "Stories"
        shown = f"{len(found)} of {len(self._all)}" if text else f"{len(self._all)}"
        self.title_bar.show(
            [("Proof points", "strong")], [(f"{shown} stories" if len(self._all) != 1 else "1 story", "muted")]
        )
        self.show_current()

    def sheet_of(self, key: int | None) -> tuple[str, Layout]:
        """The whole story."""
        proof = next((each for each in self._all if each.id == key), None)
        if proof is None:
            return "", lambda _: ()
        return proof.title, lambda width: story(proof, width)

    # The filter.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the filter is typed in, letters are letters."""
        if action == "command" and self.focused is self.filter:
            command_id, key = (str(part) for part in parameters)
            return command_id in _TYPING and not is_typed(key)
        return True

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._fill()

    def do_list_filter(self) -> None:
        """Type in the filter."""
        self.leave_sheet()
        self.set_focus(self.filter)

    def do_row_open(self) -> None:
        """From the filter to the list, from there into the story."""
        if self.focused is self.filter:
            self.set_focus(self.list)
        else:
            super().do_row_open()

    def do_move_down(self) -> None:
        """Down; out of the filter into the list."""
        if self.focused is self.filter:
            self.set_focus(self.list)
        else:
            super().do_move_down()

    def do_screen_back(self) -> None:
        """Out of the filter first: it is cleared."""
        if self.focused is self.filter or (self.filter.value and not self.has_class("-reading")):
            self.filter.value = ""
            self.set_focus(self.list)
        else:
            super().do_screen_back()

    # Acts.

    def _proof(self) -> ProofPoint:
        proof = next((each for each in self._all if each.id == self.list.current), None)
        if proof is None:
            raise BookError("There is no story here yet: n writes one.")
        return proof

    async def do_proof_new(self) -> None:
        """Write one."""

        async def save(values: ProofValues) -> None:
            self._wanted = await self.change(add_proof, _as_new(values))
            self.tell("A story more to answer with; u undoes")

        await self._form(None, "", self.saving(save))

    async def do_proof_edit(self) -> None:
        """Change the one under the cursor."""
        proof = await self.run(get_proof, self._proof().id)
        before = ProofValues(proof.title, proof.situation, proof.action, proof.result, proof.tags)

        async def save(after: ProofValues) -> None:
            if changed := changes(before, after):
                await self.change(partial(edit_proof, proof_id=proof.id, **changed))
                self.tell("Changed; u undoes")

        await self._form(before, str(proof.id), self.saving(save))

    async def _form(self, values: ProofValues | None, key: str, submit: object) -> None:
        tags = sorted({tag for proof in self._all for tag in proof.tags}, key=fold)
        await self.ask(
            ProofDialog(values, desk=self.desk_app.desk(), key=key, tags=known(tags), submit=submit)  # type: ignore[arg-type]
        )

    async def do_proof_delete(self) -> None:
        """Delete it, after a question."""
        proof = self._proof()
        details = [proof.title]
        if proof.concerns:
            details.append(
                f"It is linked to {count(proof.concerns, 'challenge or concern', 'challenges and concerns')}."
            )
        if await self.ask(ConfirmDialog("Delete this story?", details)):
            await self.change(delete_proof, proof.id)
            self.tell("Deleted the story; u brings it back")


def _as_new(values: ProofValues) -> NewProof:
    return NewProof(values.title, values.situation, values.action, values.result, values.tags)


def used(proof: ProofPoint) -> str:
    """How often it was used: `2 letters, 3 answers`; empty where it never was."""
    return ", ".join(
        text
        for number, text in (
            (proof.letters, count(proof.letters, "letter")),
            (proof.answers, count(proof.answers, "answer")),
        )
        if number
    )


def _row(proof: ProofPoint, width: int) -> list[Line]:
    often = f"{proof.answers}×" if proof.answers else "not used yet"
    result = proof.result or proof.situation or proof.action
    return [
        lay_out(width, [(proof.title, "")], [(often, "muted")]),
        lay_out(width, [("  ", ""), (result, "muted")]),
    ]


def story(proof: ProofPoint, width: int) -> list[Line]:
    """A whole story as a sheet."""
    prose = Prose(width, indent=0)
    prose.text(proof.title, "strong")
    prose.text(used(proof) or "not used yet", "muted")
    for heading, text in (("SITUATION", proof.situation), ("WHAT YOU DID", proof.action), ("RESULT", proof.result)):
        if text:
            prose.heading(heading)
            prose.text(text, "strong" if heading == "RESULT" else "")
    if not proof.result:
        prose.gap()
        prose.text("No result is written yet: a figure makes it a proof. e adds it.", "wait")
    if proof.tags:
        prose.heading("TAGS")
        prose.text(", ".join(proof.tags), "muted")
    return prose.lines
