"""Themes as YAML files: read safely, every colour checked, one sentence for what is wrong; the others still load.

A file has a name, `dark: true` or `false`, `colours:` (Textual's own) and `variables:` (ours). It is read from parser
events, so nothing in it is built, merged or followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from textual.color import Color, ColorParseError
from textual.theme import Theme

from crm.domain.text import clean_line

#: Our own variables with what they are where a theme does not say them.
VARIABLES = {
    "muted": "#9aa5b1",
    "heading": "#8fb8de",
    "wait": "#e8b04b",
    "good": "#8cc58c",
    "rule": "#3d4854",
    "cursor": "#26415c",
    "cursor-quiet": "#222b35",
    "bar": "#161c22",
}
COLOURS = (
    "primary",
    "secondary",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
    "warning",
    "error",
    "success",
)
_NEEDED = ("primary", "accent", "foreground", "background")
_LONGEST_BYTES = 16_000
_MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found: the themes by name, and a sentence for each file that could not be used."""

    themes: tuple[Theme, ...]
    problems: tuple[str, ...]


class ThemeError(ValueError):
    """A theme file cannot be used; the message says where and why."""


def load_themes(*folders: Path) -> Loaded:
    """The themes of all `*.yaml` files in the folders; a later folder's theme replaces an earlier one's."""
    themes: dict[str, Theme] = {}
    problems: list[str] = []
    for folder in folders:
        try:
            files = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
        except OSError:
            continue
        for path in files[:_MOST_FILES]:
            try:
                theme = read_theme(path)
            except ThemeError as error:
                problems.append(str(error))
            else:
                themes[theme.name] = theme
    return Loaded(tuple(themes[name] for name in sorted(themes)), tuple(problems))


def read_theme(path: Path) -> Theme:
    """The theme in a file. Raises ThemeError."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LONGEST_BYTES + 1)
    except OSError as error:
        raise ThemeError(f"The theme {path.name} cannot be read: {error.strerror}.") from error
    if len(raw) > _LONGEST_BYTES:
        raise ThemeError(f"The theme {path.name} is over {_LONGEST_BYTES // 1000} kB: that is another file.")
    try:
        return _theme(path, raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ThemeError(f"The theme {path.name} is not UTF-8 text; save it as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _wrong(path, mark.line if mark else 0, "this is not YAML") from error


def _wrong(path: Path, line: int, reason: str) -> ThemeError:
    return ThemeError(f"The theme {path.name} is not used: line {line + 1}, {reason}.")


def _theme(path: Path, text: str) -> Theme:
    name, dark = path.stem, True
    colours: dict[str, str] = {}
    variables: dict[str, str] = {}
    for line, group, key, value in _entries(path, text):
        if group == "" and key == "name":
            name = clean_line(value)[:40] or path.stem
        elif group == "" and key == "dark":
            if value.casefold() not in {"true", "false", "yes", "no"}:
                raise _wrong(path, line, "dark is true or false")
            dark = value.casefold() in {"true", "yes"}
        elif group == "colours" and key in COLOURS:
            colours[key] = _colour(path, line, key, value)
        elif group == "variables" and key in VARIABLES:
            variables[key] = _colour(path, line, key, value)
        else:
            known = ", ".join(COLOURS if group == "colours" else VARIABLES if group == "variables" else _TOP)
            raise _wrong(path, line, f"“{clean_line(key)[:40]}” is not known here; there are: {known}")
    missing = [key for key in _NEEDED if key not in colours]
    if missing:
        raise _wrong(path, 0, f"colours: {missing[0]} is missing")
    return Theme(name=name, dark=dark, variables={**VARIABLES, **variables}, **colours)  # type: ignore[arg-type]


_TOP = ("name", "dark", "colours", "variables")


def _colour(path: Path, line: int, key: str, value: str) -> str:
    try:
        Color.parse(value)
    except ColorParseError:
        raise _wrong(path, line, f"{key}: “{clean_line(value)[:40]}” is no colour; write it like #1f6feb") from None
    return value


def _entries(path: Path, text: str) -> Iterator[tuple[int, str, str, str]]:
    """Line, group, key and value of each entry of a mapping of at most two levels."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    group, key, depth = "", "", 0
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.MappingStartEvent):
            depth += 1
            if depth > 2 or (depth == 2 and key not in {"colours", "variables"}):
                raise _wrong(path, line, "write name, dark, colours: and variables:, one value a line")
            group, key = key, ""
        elif isinstance(event, yaml.MappingEndEvent):
            depth -= 1
            group, key = "", ""
        elif isinstance(event, yaml.ScalarEvent) and depth:
            if not key:
                key = event.value.strip()
            else:
                yield line, group, key, event.value.strip()
                key = ""
        elif isinstance(event, yaml.SequenceStartEvent | yaml.AliasEvent | yaml.ScalarEvent):
            raise _wrong(path, line, "write name, dark, colours: and variables:, one value a line")
