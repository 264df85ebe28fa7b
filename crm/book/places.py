"""Where the book, the settings, the backups and the shipped folders are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

VARIABLE = "CALLBACK_HOME"
BOOK_NAME = "my-search.callback"
SETTINGS_NAME = "config.yaml"

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Places:
    """The folders and files in use; none need exist yet. `themes` and `playbooks` are the person's own."""

    data: Path
    config: Path
    backups: Path
    book: Path
    settings: Path
    themes: Path
    playbooks: Path


def places(environ: Mapping[str, str] = os.environ) -> Places:
    """Everything under `CALLBACK_HOME` where that is set; else the usual folders of the system."""
    if home := environ.get(VARIABLE, "").strip():
        data = config = Path(os.path.abspath(os.path.expanduser(home)))  # noqa: PTH100, PTH111
    else:
        import platformdirs

        data = platformdirs.user_data_path("callback", appauthor=False)
        config = platformdirs.user_config_path("callback", appauthor=False)
    return Places(
        data=data,
        config=config,
        backups=data / "backups",
        book=data / BOOK_NAME,
        settings=config / SETTINGS_NAME,
        themes=config / "themes",
        playbooks=config / "playbooks",
    )


def resource(kind: Literal["themes", "playbooks", "sample_data"]) -> Path:
    """A folder that is shipped with the program: inside the package of a wheel, beside it in a checkout.

    The wheel's comes first: `site-packages` may hold somebody else's folder of the same name.
    """
    packed = _PACKAGE / "_data" / kind
    return packed if packed.is_dir() else _PACKAGE.parent / kind
