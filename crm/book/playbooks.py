"""The playbooks there are: those that come with the program, and the person's own, which may replace them by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crm.book.errors import Ambiguous, NotFound
from crm.book.places import Places, places, resource
from crm.domain.playbooks import Playbook
from crm.domain.text import clean_line
from crm.formats.playbook_yaml import MAX_BYTES, PlaybookProblem, read_playbook
from crm.formats.yaml_events import fold_key

#: The playbook that a rejection starts unless another is asked for.
DEFAULT_PLAYBOOK = "after the no"
_MOST_FILES = 200

__all__ = ["DEFAULT_PLAYBOOK", "PlaybookProblem", "get_playbook", "is_own", "load_playbooks", "read_playbook_file"]


def load_playbooks(where: Places | None = None) -> tuple[dict[str, Playbook], list[PlaybookProblem]]:
    """All playbooks by name, the default first, and what is wrong with the files that could not be used.

    An own playbook takes the place of a shipped one of the same name, however that is spelled. Nothing in a file
    stops the others. `where` is given by the environment unless it is said.
    """
    where = where or places()
    found: dict[str, Playbook] = {}
    problems: list[PlaybookProblem] = []
    for folder in (resource("playbooks"), where.playbooks):
        here: dict[str, Playbook] = {}
        for path in _files(folder, problems):
            try:
                playbook, wrong = read_playbook_file(path)
            except OSError as error:
                wrong = (PlaybookProblem(str(path), 0, f"it cannot be read: {error.strerror}"),)
                playbook = None
            problems += wrong
            if playbook is None:
                continue
            folded = fold_key(playbook.name)
            if folded in here:
                other = Path(here[folded].file).name
                problems.append(PlaybookProblem(str(path), 0, f"“{playbook.name}” is in {other} already: rename one"))
            else:
                here[folded] = playbook
        found |= here
    ordered = sorted(found.values(), key=lambda each: (fold_key(each.name) != fold_key(DEFAULT_PLAYBOOK), each.name))
    return {playbook.name: playbook for playbook in ordered}, problems


def get_playbook(name: str = DEFAULT_PLAYBOOK, where: Places | None = None) -> Playbook:
    """The playbook of that name, else the only one whose name begins so, else the only one that has it in its name.

    Raises NotFound with the names there are, Ambiguous where several fit.
    """
    playbooks, problems = load_playbooks(where)
    wanted = fold_key(clean_line(name))
    by_key = {fold_key(playbook.name): playbook for playbook in playbooks.values()}
    if wanted in by_key:
        return by_key[wanted]
    fitting = [playbook for key, playbook in by_key.items() if wanted and key.startswith(wanted)]
    fitting = fitting or [playbook for key, playbook in by_key.items() if wanted and wanted in key]
    if len(fitting) == 1:
        return fitting[0]
    asked = clean_line(name)[:40]
    if fitting:
        raise Ambiguous(f"Several playbooks fit “{asked}”:", [playbook.name for playbook in fitting])
    broken = " A file could not be used: `callback playbooks` says why." if problems else ""
    raise NotFound(f"There is no playbook “{asked}”. There are: {', '.join(playbooks)}.{broken}")


def is_own(playbook: Playbook, where: Places | None = None) -> bool:
    """True for a playbook from the person's own folder."""
    return Path(playbook.file).parent == (where or places()).playbooks


def read_playbook_file(path: Path) -> tuple[Playbook | None, tuple[PlaybookProblem, ...]]:
    """The playbook in one file, or None and what is wrong with it. Raises OSError where it cannot be opened."""
    with path.open("rb") as file:
        # One byte more than is allowed tells that it is too large, whatever its size.
        data = file.read(MAX_BYTES + 1)
    return read_playbook(data, str(path))


def _files(folder: Path, problems: list[PlaybookProblem]) -> Iterator[Path]:
    """The YAML files of a folder by name. A folder that is not there holds none."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.casefold() in {".yaml", ".yml"})
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(PlaybookProblem(str(folder), 0, f"the folder cannot be read: {error.strerror}"))
        return
    # What an editor leaves behind begins with a dot; a pipe would never end. A broken link is told when it is opened.
    paths = [path for path in paths if not path.name.startswith(".") and (path.is_file() or not path.exists())]
    if len(paths) > _MOST_FILES:
        problems.append(PlaybookProblem(str(folder), 0, f"only the first {_MOST_FILES} files are read"))
    yield from paths[:_MOST_FILES]
