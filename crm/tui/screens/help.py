"""The help screen: every command with its keys, made from the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen

from crm.tui.commands import FORM_KEYS, FORMS, GROUPS, SCREENS, commands_of, show_key
from crm.tui.widgets.lines import Lines
from crm.tui.widgets.safe import Part, literal, wrap

_KEYS_WIDTH = 13
_TITLE_WIDTH = 22
_INTRODUCTION = (
    "Three panes show one person from three sides: the people, what happened between you, and who is next and why. "
    "The pane with the bright frame leads, the others follow. The same letter means the same thing everywhere."
)


class KeyList(Lines):
    """All commands of a screen in their groups."""

    def __init__(self, screen: str, *, id: str) -> None:
        super().__init__(id=id)
        self._screen = screen

    def layout_lines(self, width: int) -> Sequence[Sequence[Part]]:
        """The introduction, then a line or more a command."""
        about = SCREENS[self._screen].about if self._screen in SCREENS else _INTRODUCTION
        said, _ = wrap(about, width, 8)
        lines: list[list[Part]] = [[(text, "")] for text in said]
        commands = commands_of(self._screen)
        for group in GROUPS:
            found = [command for command in commands if command.group == group]
            if found:
                lines += [[], [(group, "heading")]]
                for command in found:
                    lines += _entry(command.shown_keys or (": palette",), command.title, command.help, width)
        lines += [[], [(FORMS, "heading")]]
        for names, title, what in FORM_KEYS:
            lines += _entry([show_key(key) for key in names], title, what, width)
        return lines


def _entry(keys: Sequence[str], title: str, said: str, width: int) -> list[list[Part]]:
    shown = " ".join(keys).ljust(_KEYS_WIDTH)
    help_lines, _ = wrap(said, width - _KEYS_WIDTH, 4)
    if len(help_lines) == 1 and len(help_lines[0]) + _KEYS_WIDTH + max(_TITLE_WIDTH, len(title) + 2) <= width:
        room = max(_TITLE_WIDTH, len(title) + 2)
        return [[(shown, "accent"), (title.ljust(room), "strong"), (help_lines[0], "muted")]]
    return [
        [(shown, "accent"), (title, "strong")],
        *([(" " * _KEYS_WIDTH, ""), (text, "muted")] for text in help_lines),
    ]


class HelpScreen(ModalScreen[None]):
    """Over everything; Esc goes back."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen #help-box {
        width: 92%; max-width: 104; height: 92%; border: round $accent; background: $background; padding: 0 1;
    }
    HelpScreen VerticalScroll {
        background: $background;
        scrollbar-size-vertical: 1;
        scrollbar-color: $rule;
        scrollbar-background: $background;
    }
    HelpScreen #help-keys { height: auto; width: 1fr; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "close", "Back", show=False),
        Binding("j,down", "scroll(1)", show=False),
        Binding("k,up", "scroll(-1)", show=False),
        Binding("pagedown,space,ctrl+d", "page(1)", show=False),
        Binding("pageup,ctrl+u", "page(-1)", show=False),
        Binding("g,home", "end(-1)", show=False),
        Binding("G,end", "end(1)", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, screen: str = "home") -> None:
        super().__init__()
        self._of = screen

    def compose(self) -> ComposeResult:
        """The list in a box."""
        with Vertical(id="help-box") as box, VerticalScroll(can_focus=False):
            yield KeyList(self._of, id="help-keys")
        title = SCREENS[self._of].title if self._of in SCREENS else "Help"
        box.border_title = literal(title)
        box.border_subtitle = literal("Esc back, j k scroll")

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_scroll(self, lines: int) -> None:
        """By lines."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """By screens."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=pages * max(scroll.size.height - 1, 1), animate=False)

    def action_end(self, way: int) -> None:
        """To one end."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_to(y=0 if way < 0 else scroll.max_scroll_y, animate=False)
