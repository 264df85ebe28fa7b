"""Fields for what there can be several of: e-mails, phones, links, addresses, tags.

A list is edited as text, one item a line (`work: dana@x.test`), which is quick to type, to reorder and to
delete. An item whose line was not touched comes back exactly as it was, with whatever the line could not
show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual.suggester import Suggester

from crm.domain.people import Address, Labelled
from crm.domain.text import clean_line
from crm.tui.dialogs.fields import AreaField, LineField
from crm.tui.dialogs.inputs import AREA_LIMIT, LINE_LIMIT, one_line

Item = TypeVar("Item")


def split_label(line: str) -> tuple[str, str]:
    """`work: dana@x.test` as label and value; `https://x.test` and a line without a colon have no label."""
    label, colon, value = line.partition(":")
    if not colon or value.startswith("//") or not label.strip():
        return "", line.strip()
    return label.strip(), value.strip()


def labelled_line(item: Labelled) -> str:
    """A labelled value as a line."""
    return _line(item.label, item.value)


def read_labelled(line: str) -> Labelled:
    """The labelled value written on a line."""
    label, value = split_label(line)
    return Labelled(value, label)


def address_line(item: Address) -> str:
    """An address as a line."""
    return _line(item.label, item.text())


def read_address(line: str) -> Address:
    """The address written on a line: one text, its parts are not guessed."""
    label, value = split_label(line)
    return Address(value=value, label=label)


def _line(label: str, value: str) -> str:
    # Cut a little over what is shown: a megabyte need not be cleaned to see that it is too long.
    label, value = clean_line(label[:LINE_LIMIT]), clean_line(value[: LINE_LIMIT * 2])
    return f"{label}: {value}" if label else value


class ItemsField(AreaField, Generic[Item]):
    """A list of items, one a line."""

    def __init__(
        self,
        key: str,
        label: str,
        items: Sequence[Item],
        *,
        line: Callable[[Item], str],
        read: Callable[[str], Item],
        hint: str = "",
        placeholder: str = "",
    ) -> None:
        self.items = tuple(items)
        self._read = read
        self._shown: list[tuple[str, Item]] = []
        self._hidden: list[Item] = []
        room = AREA_LIMIT
        for item in self.items:
            text = line(item)
            if text and len(text) <= LINE_LIMIT and len(text) < room:
                self._shown.append((text, item))
                room -= len(text) + 1
            else:
                self._hidden.append(item)
        lines = "\n".join(text for text, _ in self._shown)
        super().__init__(key, label, lines, hint=hint, placeholder=placeholder)

    @property
    def values(self) -> tuple[Item, ...]:
        """The items: those of untouched lines as they were, those too long to show at the end."""
        if not self.changed:
            return self.items
        untouched = list(self._shown)
        items: list[Item] = []
        for raw in self.text.split("\n"):
            text = raw.strip()
            same = next((pair for pair in untouched if pair[0] == text), None)
            if same:
                untouched.remove(same)
                items.append(same[1])
            elif text:
                items.append(self._read(text))
        return (*items, *self._hidden)

    def below(self) -> str:
        """The hint, or how many items are kept out of sight."""
        if self._hidden:
            return f"{len(self._hidden):,} more, too long to show here, kept"
        return super().below()


class TagsField(LineField):
    """Tags with commas between; a comma in an imported tag is shown as a semicolon."""

    def __init__(self, key: str, label: str, tags: Sequence[str], *, hint: str, suggester: Suggester | None) -> None:
        self.tags = tuple(tags)
        self._originals = {one_line(tag[: LINE_LIMIT * 2]).replace(",", ";").strip(): tag for tag in tags}
        super().__init__(key, label, ", ".join(self._originals), hint=hint, suggester=suggester)

    @property
    def values(self) -> tuple[str, ...]:
        """The tags, each once, in the order typed."""
        if not self.changed:
            return self.tags
        typed = (part.strip() for part in self.value.split(","))
        return tuple(dict.fromkeys(self._originals.get(part, part) for part in typed if part))
