"""What the person set: one small YAML file that a hand can write. Without it the usual values hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm.book.errors import BookError
from crm.domain.cadence import DEFAULT_CADENCE, Cadence, CadenceError, parse_cadence
from crm.domain.next_touch import Rule
from crm.domain.text import clean_line
from crm.domain.words import WEEKDAYS
from crm.domain.workdays import USUAL_WEEK, WorkWeek

if TYPE_CHECKING:
    import yaml

_LONGEST_BYTES = 64_000
_LONGEST_DAYS = 3660
_LONGEST_PATH = 4000
#: What an event may say below its title.
DESCRIPTIONS = ("none", "why", "all")
_PLAIN = re.compile(r"\d{1,9}|\d{1,2}:\d{2}|[a-z]+")
_DAY_NUMBERS = {name.casefold(): number for number, name in enumerate(WEEKDAYS)}
_NOTHING = frozenset({"", "~", "none", "no", "off", "never", "null"})


class SettingsError(BookError):
    """The settings file does not hold; the message names the file, the line and what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The person's choices.

    `weekend` holds `date.weekday()` numbers. `weekly_limit`: after so many touches from Monday to Sunday the
    cadence rows wait for the next week (None: they never do). `ics_days`: how many days ahead a cadence touch goes
    into the calendar. `ics_at`: the time at which touches without one are put (None: all-day). `ics_alarm_hours`:
    hours before the start of an all-day event (15 is 09:00 the day before); `ics_alarm_minutes`: minutes
    before a timed one; None for no alarm. `ics_description`: what an event says below its title: `none`, `why`
    (purpose and why now), or `all` (phone numbers, the place of an interview and open concerns too). `ics_feed` is
    a calendar file and `ics_folder` a folder with one file an event, both absolute and kept fresh after every change
    (None: there is none).
    """

    theme: str = "callback-dark"
    weekend: frozenset[int] = USUAL_WEEK.weekend
    holidays: frozenset[date] = frozenset()
    default_cadence: Cadence = DEFAULT_CADENCE
    weekly_limit: int | None = 5
    ics_days: int = 90
    ics_at: time | None = None
    ics_alarm_hours: int | None = 15
    ics_alarm_minutes: int | None = 0
    ics_description: str = "why"
    ics_feed: Path | None = None
    ics_folder: Path | None = None

    @property
    def week(self) -> WorkWeek:
        """The days on which computed dates may fall."""
        return WorkWeek(self.weekend, self.holidays)

    @property
    def has_outputs(self) -> bool:
        """True where a calendar file or folder is kept fresh."""
        return self.ics_feed is not None or self.ics_folder is not None

    def without_outputs(self) -> Settings:
        """The same for a book that must not reach the person's calendars: the sample."""
        return replace(self, ics_feed=None, ics_folder=None)

    @property
    def rule(self) -> Rule:
        """The part that the next-touch rule reads."""
        return Rule(week=self.week, default_cadence=self.default_cadence)


def load_settings(path: Path) -> Settings:
    """The settings in the file at `path`; the usual ones where there is no file.

    Raises SettingsError with a sentence that names the file and the line.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"The settings in {path} cannot be read: {error.strerror}.") from error
    if not raw.strip():
        return Settings()
    settings = Settings()
    seen: set[str] = set()
    for key_node, value_node in _entries(path, raw):
        key = _key(key_node)
        if key not in _READERS:
            raise _at(path, key_node, f"“{clean_line(key_node.value)[:40]}” is not a setting; there are: {_known()}")
        if key in seen:
            raise _at(path, key_node, f"{key} is there twice; keep one")
        seen.add(key)
        try:
            settings = replace(settings, **{key: _READERS[key](_values(value_node))})
        except ValueError as error:
            raise _at(path, value_node, f"{key}: {error}") from error
    return settings


def read_setting(key: str, text: str) -> Any:
    """What `text` means for the setting `key`, as it would in the file. Raises ValueError with what may be written."""
    return _READERS[key]([clean_line(text) or "none"])


def save_theme(path: Path, name: str) -> None:
    """`save_setting` for the theme."""
    save_setting(path, "theme", name)


def save_setting(path: Path, key: str, value: str | None) -> Settings:
    """Writes `key: value` to the file at `path`, which is made where it is missing; every other line is kept.

    None is written as `none`, as is an empty text. Gives the settings as they are then. Raises SettingsError with a
    sentence that says what may be written; the file is then as it was.
    """
    import yaml

    from crm.formats.files import write_private

    load_settings(path)  # what does not hold is not written over
    said = clean_line(value or "") or "none"
    try:
        read_setting(key, said)
    except KeyError:
        raise SettingsError(f"“{clean_line(key)[:40]}” is not a setting; there are: {_known()}.") from None
    except ValueError as error:
        raise SettingsError(f"{key}: {error}.") from error
    line = yaml.safe_dump({key: said}, allow_unicode=True, width=1_000_000).rstrip("\n")
    if _PLAIN.fullmatch(said):
        line = f"{key}: {said}"  # YAML would put 15 and 09:00 into quotes, which we do not need
    what = key.removeprefix("ics_").replace("_", " ")
    try:
        raw = path.read_bytes() if path.exists() else b""
        text = raw.decode("utf-8-sig")
        old = next((pair for pair in _entries(path, raw) if _key(pair[0]) == key), None) if text.strip() else None
        if old is not None:
            start, end = old[0].start_mark.index, old[1].end_mark.index
            text = text[:start] + line + ("\n" if text[start:end].endswith("\n") else "") + text[end:]
        else:
            text = f"{text}{'' if not text or text.endswith(chr(10)) else chr(10)}{line}\n"
        kept = [_values(entry) for name, entry in _entries(path, text.encode()) if _key(name) == key]
        if kept != [[said]]:
            raise SettingsError(f"The {what} could not be kept: write “{line}” into {path} by hand.")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, text.encode())
    except OSError as error:
        raise SettingsError(f"The {what} could not be kept in {path}: {error.strerror}.") from error
    return load_settings(path)


def _known() -> str:
    return ", ".join(sorted(_READERS))


def _key(node: yaml.ScalarNode) -> str:
    return re.sub(r"[\s-]+", "_", node.value.strip().casefold())


def _entries(path: Path, raw: bytes) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    # Nodes, not values: nothing is typed for us, aliases are not followed, and every node knows its line.
    import yaml

    if len(raw) > _LONGEST_BYTES:
        raise SettingsError(f"The settings in {path} are over {_LONGEST_BYTES // 1000} kB: that is another file.")
    try:
        node = yaml.compose(raw.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise SettingsError(f"The settings in {path} are not UTF-8 text; save them as UTF-8.") from error
    except RecursionError as error:
        raise SettingsError(f"The settings in {path} are nested too deep.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"{path}{line}: this is not YAML; write lines like “theme: callback-dark”.") from error
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise _at(path, node, "write lines like “theme: callback-dark”")
    for key_node, _ in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise _at(path, key_node, "a setting has a plain name, as in “theme: callback-dark”")
    return list(node.value)


def _at(path: Path, node: yaml.Node, message: str) -> SettingsError:
    return SettingsError(f"{path}, line {node.start_mark.line + 1}: {message}.")


def _values(node: yaml.Node) -> list[str]:
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return [clean_line(node.value)]
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return [clean_line(item.value) for item in node.value]
    raise ValueError("write one value, or a list like [sat, sun]")


def _one(values: list[str]) -> str:
    if len(values) != 1:
        raise ValueError("write one value")
    return values[0]


def _words(values: list[str]) -> list[str]:
    items = [part for value in values for part in re.split(r"[,\s]+", value) if part]
    if values and not items:
        raise ValueError("write a list, or none")
    return [] if items and all(item.casefold() in _NOTHING for item in items) else items


def _theme(values: list[str]) -> str:
    name = _one(values)
    if not name:
        raise ValueError("write the name of a theme, for instance callback-dark")
    return name


def _weekend(values: list[str]) -> frozenset[int]:
    days = set()
    for word in _words(values):
        number = _DAY_NUMBERS.get(word.casefold()[:3])
        if number is None:
            raise ValueError("write days of the week, for instance [sat, sun]")
        days.add(number)
    if len(days) == 7:
        raise ValueError("at least one day of the week must be a working day")
    return frozenset(days)


def _holidays(values: list[str]) -> frozenset[date]:
    try:
        return frozenset(date.fromisoformat(word) for word in _words(values))
    except ValueError:
        raise ValueError("write dates like 2026-12-25") from None


def _default_cadence(values: list[str]) -> Cadence:
    try:
        cadence = parse_cadence(_one(values))
    except CadenceError as error:
        raise ValueError(str(error)) from None
    if cadence is None:
        raise ValueError("write how often, for instance 2 months; “none” belongs to single contacts")
    return cadence


def _whole(least: int, most: int) -> Callable[[list[str]], int]:
    def read(values: list[str]) -> int:
        text = _one(values)
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(text)

    return read


def _maybe(reader: Callable[[list[str]], Any]) -> Callable[[list[str]], Any]:
    def read(values: list[str]) -> Any:
        return None if _one(values).casefold() in _NOTHING else reader(values)

    return read


def _clock_time(values: list[str]) -> time:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", _one(values))
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError("write a time like 09:00, or none")
    return time(int(match[1]), int(match[2]))


def _description(values: list[str]) -> str:
    word = _one(values).casefold()
    if word not in DESCRIPTIONS:
        raise ValueError(f"write one of {', '.join(DESCRIPTIONS)}")
    return word


def _path(values: list[str]) -> Path:
    text = _one(values)
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise ValueError("there is no such home folder; write the whole path") from None
    if not path.is_absolute() or len(text) > _LONGEST_PATH:
        raise ValueError("write a whole path, for instance ~/calendars/followups.ics, or none")
    return path


_READERS: dict[str, Callable[[list[str]], Any]] = {
    "theme": _theme,
    "weekend": _weekend,
    "holidays": _holidays,
    "default_cadence": _default_cadence,
    "weekly_limit": _maybe(_whole(1, 1000)),
    "ics_days": _whole(0, _LONGEST_DAYS),
    "ics_at": _maybe(_clock_time),
    "ics_alarm_hours": _maybe(_whole(0, 24 * 28)),
    "ics_alarm_minutes": _maybe(_whole(0, 60 * 24 * 28)),
    "ics_description": _description,
    "ics_feed": _maybe(_path),
    "ics_folder": _maybe(_path),
}
