"""The quick verbs stay quick: what each imports, asked of the real program in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "textual", "rich", "icalendar", "keyring", "caldav", "niquests", "lxml", "yaml", "rapidfuzz", "phonenumbers",
    "anyascii", "charset_normalizer",
)  # fmt: skip

_PROGRAM = """
import json, sys
from crm.cli.main import run
code = run(json.loads(sys.argv[1]))
sys.stdout.flush()
print(json.dumps({"code": code, "modules": sorted(sys.modules)}), file=sys.stderr)
"""


def imported_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps(arguments)],
        capture_output=True, text=True, check=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    told = json.loads(done.stderr.splitlines()[-1])
    assert told["code"] == 0, done.stderr
    return set(told["modules"])


def heavy(modules: set[str]) -> set[str]:
    return {name for name in HEAVY if name in modules}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A real book with somebody in it who is due."""
    path = str(tmp_path_factory.mktemp("hygiene") / "search.callback")
    for arguments in (
        # What one test needs no other one makes: they are spread over several processes.
        ["add", "Ann Old"],
        ["add", "Dana Whitfield", "--role", "peer"],
        ["plan", "dana", "tomorrow", "ask"],
        ["log", "dana"],
    ):
        imported_by("--book", path, *arguments)
    return path


@pytest.mark.parametrize(
    "verb",
    [
        ["queue"], ["queue", "--all", "--json"], ["contacts"], ["contacts", "dana", "--json"],
        ["show", "dana"],
        ["log", "dana", "--note", "x"], ["undo"], ["history"], ["check"], ["where"], ["add", "Sam"],
        ["edit", "dana", "--set", "title=CTO"], ["snooze", "dana", "+9d"], ["delete", "ann"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_quick_verb_imports_nothing_heavy(book, verb):
    modules = imported_by("--book", book, *verb)

    assert heavy(modules) == set()
    assert "crm.cli.main" in modules


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_do_not_even_open_the_book(option):
    modules = imported_by(option)

    assert heavy(modules) == set()
    assert not {"peewee", "sqlcipher3", "crm.book.session", "crm.cli.queue"} & modules


def test_one_verb_does_not_import_the_others(book):
    verbs = {name for name in imported_by("--book", book, "queue") if name.startswith("crm.cli.")}
    assert not {"crm.cli.log", "crm.cli.show", "crm.cli.import_", "crm.cli.export_ics"} & verbs


def test_the_rooms_of_servers_and_secrets_import_their_packages_only_when_used():
    program = (
        "import sys, crm.remote.caldav_client, crm.remote.errors, crm.remote.protocol\n"
        "import crm.secrets.caldav_password, crm.secrets.keyring_box\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    modules = set(done.stdout.split())

    assert "crm.secrets.keyring_box" in modules
    assert heavy(modules) | ({"crm.book", "crm.store", "crm.formats"} & modules) == set()
