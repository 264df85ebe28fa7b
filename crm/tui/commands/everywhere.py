"""The commands of every screen that opens over the home screen; a screen's own command of the same key comes first."""

from __future__ import annotations

from crm.tui.commands.registry import BACK, MOVE, PROGRAM, Command

EVERYWHERE: tuple[Command, ...] = (
    Command("history.undo", ("u",), "Undo", "Takes back what was done last.", BACK, "undo", 90, screen="everywhere"),
    Command("history.redo", ("U",), "Redo", "Does again what was undone.", BACK, screen="everywhere"),
    Command("move.down", ("j", "down"), "Down", "The next row.", MOVE, in_palette=False, screen="everywhere"),
    Command("move.up", ("k", "up"), "Up", "The row before.", MOVE, in_palette=False, screen="everywhere"),
    Command("move.top", ("g", "home"), "To the top", "", MOVE, in_palette=False, screen="everywhere"),
    Command("move.bottom", ("G", "end"), "To the bottom", "", MOVE, in_palette=False, screen="everywhere"),
    Command(
        "move.page-down", ("pagedown", "ctrl+d"), "A screen down", "", MOVE, in_palette=False, screen="everywhere"
    ),
    Command("move.page-up", ("pageup", "ctrl+u"), "A screen up", "", MOVE, in_palette=False, screen="everywhere"),
    Command("screen.back", ("escape", "q"), "Back", "To where you came from.", MOVE, "back", 98, screen="everywhere"),
    Command(
        "app.help", ("question_mark", "f1"), "Help", "What this screen is, and its keys.", PROGRAM, "help", 99,
        screen="everywhere",
    ),
)  # fmt: skip
