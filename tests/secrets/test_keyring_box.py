"""Which keyrings are trusted, and what is told of the others: backends of our own in the place of the real ones."""

from __future__ import annotations

import sys
import threading
import types

import keyring.backend
import keyring.core
import keyring.errors
import pytest

from crm.secrets import keyring_box
from crm.secrets.errors import KeyringProblem, LockedKeyring, NoKeyring, SilentKeyring
from crm.secrets.keyring_box import SecretBox

SECRET = "the-pässword-itself"


class Kept:
    """Does what a good keyring does, in memory; a test gives it the name of a real one."""

    def __init__(self):
        self.kept = {}

    def get_password(self, service, account):
        return self.kept.get((service, account))

    def set_password(self, service, account, secret):
        self.kept[service, account] = secret

    def delete_password(self, service, account):
        del self.kept[service, account]


def named(module, name, base=Kept):
    """A class as if it came from `module`."""
    return type(name, (base,), {"__module__": module, "__qualname__": name})


SecretService = named("keyring.backends.SecretService", "Keyring")


@pytest.fixture
def use(monkeypatch):
    """Makes a backend the one that the keyring package finds, whatever the environment says."""

    def backend(found):
        monkeypatch.setattr(keyring.core, "_keyring_backend", found)
        return found

    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    return backend


@pytest.fixture
def box():
    return SecretBox(patience=5)


def test_a_secret_is_kept_read_and_forgotten(use, box):
    backend = use(SecretService())

    assert box.read("ann") is None
    box.store("ann", SECRET)

    assert backend.kept == {("callback", "ann"): SECRET}
    assert box.read("ann") == SECRET
    assert box.forget("ann") is True
    assert box.forget("ann") is False
    assert box.read("ann") is None


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keyring.backends.SecretService", "Keyring"), ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"), ("keyring.backends.macOS", "Keyring"),
        ("keyring.backends.Windows", "WinVaultKeyring"),
    ],
)  # fmt: skip
def test_the_real_keyrings_are_used_and_named(use, box, module, name):
    use(named(module, name)())
    told = box.available()
    assert told.ok
    assert told.backend
    assert told.why == ""


def test_every_keyring_on_the_list_is_one_that_the_package_has():
    import importlib

    for module, name in keyring_box._REAL:
        assert isinstance(getattr(importlib.import_module(module), name), type), (module, name)


def test_behind_a_chain_the_first_real_one_is_used_itself(use, box):
    chain = named("keyring.backends.chainer", "ChainerBackend")()
    plain, real = named("keyrings.alt.file", "PlaintextKeyring")(), SecretService()
    chain.backends = [plain, real]
    use(chain)

    box.store("ann", SECRET)

    assert plain.kept == chain.kept == {}
    assert real.kept == {("callback", "ann"): SECRET}


def test_a_chain_of_files_alone_is_refused(use, box):
    chain = named("keyring.backends.chainer", "ChainerBackend")()
    chain.backends = [named("keyrings.alt.file", "PlaintextKeyring")()]
    use(chain)
    assert not box.available().ok


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        ("keyring.backends.fail", "Keyring", "no keyring on this machine"),
        ("keyring.backends.null", "Keyring", "switched off"),
        ("keyrings.alt.file", "PlaintextKeyring", "plain file"),
        ("keyrings.alt.file", "EncryptedKeyring", "plain file"),
        ("somebody.else", "Keyring", "does not know"),
        ("keyring.backends.SecretService", "Keyring2", "does not know"),
    ],
)
def test_a_keyring_that_keeps_nothing_safe_is_refused_in_words(use, box, module, name, words):
    backend = use(named(module, name)())

    told = box.available()
    assert not told.ok
    assert words in told.why
    assert "CALLBACK_CALDAV_PASSWORD" in told.why
    for act in (lambda: box.store("ann", SECRET), lambda: box.read("ann"), lambda: box.forget("ann")):
        with pytest.raises(NoKeyring, match=words):
            act()
    assert backend.kept == {}


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("keyring.backends.fail.Keyring", "no keyring on this machine"),
        ("keyring.backends.null.Keyring", "switched off"),
        ("keyrings.alt.file.PlaintextKeyring", "."),
        ("no.such.module.Keyring", "PYTHON_KEYRING_BACKEND"),
        ("keyring.backends.null.NoSuchClass", "PYTHON_KEYRING_BACKEND"),
        ("nonsense", "PYTHON_KEYRING_BACKEND"),
        ("", "PYTHON_KEYRING_BACKEND"),
        ("keyring.backends.macOS.Keyring" if sys.platform != "darwin" else "keyring.backends.Windows.WinVaultKeyring",
         "does not run on this machine"),
    ],
)  # fmt: skip
def test_whatever_the_environment_names_is_answered_in_words(use, box, monkeypatch, variable, words):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", variable)

    told = box.available()

    assert not told.ok
    assert words in told.why
    assert told.why.endswith(".")


def test_a_keyring_that_takes_a_secret_and_loses_it_is_found_out(use, box):
    class Loses(Kept):
        def set_password(self, *_):
            pass

    use(named("keyring.backends.SecretService", "Keyring", Loses)())
    with pytest.raises(KeyringProblem, match="does not give it back"):
        box.store("ann", SECRET)


def test_a_keyring_that_does_not_let_go_is_found_out(use, box):
    class Clings(Kept):
        def delete_password(self, *_):
            pass

    use(named("keyring.backends.SecretService", "Keyring", Clings)())
    box.store("ann", SECRET)
    with pytest.raises(KeyringProblem, match="did not let go"):
        box.forget("ann")


class PromptDismissedException(Exception):
    """Named as the one of secretstorage."""


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (keyring.errors.KeyringLocked(SECRET), LockedKeyring, "locked"),
        (keyring.errors.InitError(SECRET), LockedKeyring, "could not be opened"),
        (PromptDismissedException(SECRET), LockedKeyring, "locked"),
        (keyring.errors.NoKeyringError(SECRET), NoKeyring, "no keyring"),
        (keyring.errors.PasswordSetError(SECRET), KeyringProblem, "PasswordSetError"),
        (ConnectionResetError(SECRET), KeyringProblem, "ConnectionResetError"),
        (SystemExit(SECRET), KeyringProblem, None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_what_a_keyring_raises_becomes_a_sentence_without_the_secret(use, box, error, kind, words):
    class Raises(Kept):
        def set_password(self, *_):
            raise error

    use(named("keyring.backends.SecretService", "Keyring", Raises)())
    if words is None:
        with pytest.raises(SystemExit):
            box.store("ann", SECRET)
        return

    with pytest.raises(kind) as told:
        box.store("ann", SECRET)

    assert words in str(told.value)
    assert SECRET not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__context__ is None


def test_a_keyring_that_hangs_is_given_up_in_time(use):
    never = threading.Event()

    class Hangs(Kept):
        def get_password(self, *_):
            never.wait(30)

    use(named("keyring.backends.SecretService", "Keyring", Hangs)())
    box = SecretBox(patience=0.1)
    try:
        for act in (lambda: box.store("ann", SECRET), lambda: box.read("ann"), lambda: box.forget("ann")):
            with pytest.raises(SilentKeyring, match=r"did not answer within 0\.1 seconds"):
                act()
        with pytest.raises(SilentKeyring, match=r"0\.2 seconds"):
            box.read("ann", patience=0.2)
    finally:
        never.set()


def test_a_keyring_that_hangs_while_it_is_looked_for_is_given_up_too(use, monkeypatch):
    never = threading.Event()
    monkeypatch.setattr(keyring, "get_keyring", lambda: never.wait(30))
    try:
        told = SecretBox(patience=0.1).available()
    finally:
        never.set()
    assert not told.ok
    assert "did not answer" in told.why


def test_without_the_package_it_says_so(monkeypatch, box):
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "not installed" in box.available().why


def test_no_empty_secret_and_no_nameless_account(use, box):
    backend = use(SecretService())
    with pytest.raises(KeyringProblem, match="empty password"):
        box.store("ann", "")
    for act in (lambda: box.store("", SECRET), lambda: box.read(""), lambda: box.forget("")):
        with pytest.raises(ValueError, match="name"):
            act()
    assert backend.kept == {}


def test_the_names_of_modules_are_compared_whole(use, box):
    module = types.ModuleType("keyring.backends.SecretServiceX")
    use(named(module.__name__, "Keyring")())
    assert not box.available().ok
