"""A real gnome-keyring in a session of its own: kept over log-ins, locked, wrong password, frozen."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from tests.secrets.desktop_session import DesktopSession, require

SECRET = "the-pässword-itself"

_PROGRAM = """
import json, sys, time
from crm.secrets.errors import KeyringProblem
from crm.secrets.keyring_box import SecretBox
box = SecretBox(patience=float(sys.argv[1]))
began, told = time.monotonic(), {"backend": box.available().backend}
try:
    told["gave"] = getattr(box, sys.argv[2])(*sys.argv[3:])
except KeyringProblem as problem:
    told["problem"] = [type(problem).__name__, str(problem)]
told["seconds"] = time.monotonic() - began
print(json.dumps(told))
"""


@pytest.fixture
def desktop(tmp_path):
    require()
    with tempfile.TemporaryDirectory(prefix="cb", ignore_cleanup_errors=True) as short:
        yield DesktopSession(tmp_path, Path(short))


def ask(desktop, *what, patience=20, **session):
    done = desktop.run(_PROGRAM, str(patience), *what, **session)
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stderr
    return json.loads(done.stdout)


def test_a_password_is_there_at_the_next_log_in_until_it_is_forgotten(desktop):
    assert ask(desktop, "store", "ann on https://cal.example.test", SECRET)["gave"] is None

    assert ask(desktop, "read", "ann on https://cal.example.test")["gave"] == SECRET
    assert ask(desktop, "read", "eve on https://cal.example.test")["gave"] is None
    told = ask(desktop, "forget", "ann on https://cal.example.test")
    assert (told["gave"], told["backend"]) == (True, "Secret Service")
    assert ask(desktop, "forget", "ann on https://cal.example.test")["gave"] is False

    files = [path.read_bytes() for path in desktop.keyrings.iterdir()]
    assert files
    assert not any(SECRET.encode() in data for data in files)


@pytest.mark.parametrize("session", [{"unlock": False, "login": ""}, {"login": "wrong"}], ids=["locked", "wrong"])
def test_a_keyring_that_nobody_unlocks_ends_in_words_and_in_time(desktop, session):
    ask(desktop, "store", "ann", SECRET)

    told = ask(desktop, "read", "ann", patience=8, **session)

    # Without a screen the question for its password fails at once; with one it stays, and the limit ends it.
    assert told["problem"][0] in ("LockedKeyring", "SilentKeyring")
    assert "nlock" in told["problem"][1]
    assert told["seconds"] < 20
    assert ask(desktop, "read", "ann")["gave"] == SECRET


def test_a_frozen_keyring_is_given_up_and_the_program_ends(desktop):
    ask(desktop, "store", "ann", SECRET)

    told = ask(desktop, "read", "ann", patience=0.5, stop=True)

    assert told["problem"][0] == "SilentKeyring"
    assert "0.5 seconds" in told["problem"][1]
    assert told["seconds"] < 15


def test_a_real_keyring_is_left_alone_when_the_environment_names_another(desktop):
    told = ask(
        desktop, "store", "ann", SECRET, environ={"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    )  # fmt: skip

    assert told["problem"][0] == "NoKeyring"
    assert ask(desktop, "read", "ann")["gave"] is None
