"""One secret for each account in the keyring of the desktop, and nowhere else.

The `keyring` package finds a backend by itself, and some of those it finds do not keep a secret: the null one
takes it and forgets it, those of keyrings.alt write it into a file anybody can read, and whatever else is
installed may register itself. So only the backends named here are used, what was stored is read back, and as
a locked collection or a dead daemon can hang for ever, every call runs in a thread of its own with a limit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from crm.secrets.errors import KeyringProblem, LockedKeyring, NoKeyring, SilentKeyring
from crm.secrets.in_time import in_time

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "callback"
PATIENCE = 10.0
"""Seconds that a keyring has when nobody needs to unlock it."""
WITH_SOMEBODY = 90.0
"""Seconds that it has when a person sits there who may have to type the keyring's own password first."""

_REAL = {
    ("keyring.backends.SecretService", "Keyring"): "Secret Service",
    ("keyring.backends.libsecret", "Keyring"): "Secret Service (libsecret)",
    ("keyring.backends.kwallet", "DBusKeyring"): "KWallet",
    ("keyring.backends.kwallet", "DBusKeyringKWallet4"): "KWallet 4",
    ("keyring.backends.macOS", "Keyring"): "macOS Keychain",
    ("keyring.backends.Windows", "WinVaultKeyring"): "Windows Credential Manager",
}
_CHAINER = ("keyring.backends.chainer", "ChainerBackend")
_INSTEAD = "The password can come from CALLBACK_CALDAV_PASSWORD, or be typed each time."
_UNLOCK = "Unlock it (with the desktop's password manager, or by logging in to the desktop) and try again."


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether secrets can be kept. `why` is a sentence when not; `backend` says where they go."""

    ok: bool
    why: str = ""
    backend: str = ""


class SecretBox:
    """The keyring. Nothing is imported, asked or unlocked before one of its methods is called.

    Every method waits at most `patience` seconds and raises KeyringProblem (NoKeyring, LockedKeyring,
    SilentKeyring), whose message is a sentence without any secret in it.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience

    def available(self, *, patience: float | None = None) -> Availability:
        """Whether there is a keyring that really keeps what it is given. Raises nothing, unlocks nothing."""
        try:
            return Availability(True, backend=self._within(patience, lambda: _words_for(_backend())))
        except KeyringProblem as problem:
            return Availability(False, why=str(problem))

    def store(self, account: str, secret: str, *, patience: float | None = None) -> None:
        """Keeps `secret` for `account` (in place of an older one) and makes sure by reading it back."""
        _not_empty(account)
        if not secret:
            raise KeyringProblem("An empty password is not kept in the keyring: give the one of the account.")

        def act() -> bool:
            backend = _backend()
            backend.set_password(SERVICE, account, secret)
            return backend.get_password(SERVICE, account) == secret

        if not self._within(patience, act):
            raise KeyringProblem(f"The keyring took the password, but does not give it back. {_INSTEAD}")

    def read(self, account: str, *, patience: float | None = None) -> str | None:
        """The secret of `account`, or None when none is kept."""
        _not_empty(account)
        return self._within(patience, lambda: _backend().get_password(SERVICE, account))

    def forget(self, account: str, *, patience: float | None = None) -> bool:
        """Takes the secret of `account` out; False when there was none."""
        _not_empty(account)

        def act() -> tuple[bool, bool]:
            backend = _backend()
            if backend.get_password(SERVICE, account) is None:
                return False, True
            backend.delete_password(SERVICE, account)
            return True, backend.get_password(SERVICE, account) is None

        had, gone = self._within(patience, act)
        if not gone:
            raise KeyringProblem("The keyring did not let go of the password: take it out with the password manager.")
        return had

    def _within(self, patience: float | None, act: Callable[[], T]) -> T:
        seconds = self.patience if patience is None else patience
        try:
            return in_time(act, seconds)
        except KeyringProblem as told:
            problem = type(told)(str(told))
        except TimeoutError:
            problem = SilentKeyring(
                f"The keyring did not answer within {seconds:g} seconds; it may be locked and waiting for its own "
                f"password. {_UNLOCK} {_INSTEAD}"
            )
        except Exception as error:
            problem = _told(error)
        # Raised anew and outside of the handler: neither cause, context nor the frames of the worker come along,
        # so neither the text of another program nor the secret does.
        raise problem


def _backend() -> KeyringBackend:
    """The backend that is used; in the worker. Raises NoKeyring."""
    try:
        import keyring
        from keyring.errors import NoKeyringError
    except ImportError:
        raise NoKeyring(f"The keyring package is not installed. {_INSTEAD}") from None
    try:
        found = keyring.get_keyring()
    except NoKeyringError:
        raise
    except (ImportError, AttributeError, ValueError, TypeError):
        raise NoKeyring(
            "PYTHON_KEYRING_BACKEND (or keyringrc.cfg) names a keyring that is not there: correct it or take it "
            f"away, so that the one of the desktop is found. {_INSTEAD}"
        ) from None
    except RuntimeError:
        raise NoKeyring(f"The keyring that is set does not run on this machine. {_INSTEAD}") from None
    return _real(found)


def _kind(backend: object) -> tuple[str, str]:
    return type(backend).__module__, type(backend).__qualname__


def _words_for(backend: object) -> str:
    return _REAL[_kind(backend)]


def _real(found: KeyringBackend) -> KeyringBackend:
    """`found`, or of a chain the first link that is on the list. Raises NoKeyring with the reason."""
    kind = _kind(found)
    if kind in _REAL:
        return found
    if kind == _CHAINER:
        # The chain would write into whatever comes first; the first one that is on the list is asked directly.
        for link in found.backends:  # type: ignore[attr-defined]
            if _kind(link) in _REAL:
                return link  # type: ignore[no-any-return]
    match kind[0]:
        case "keyring.backends.fail" | "keyring.backends.chainer":
            raise NoKeyring(
                "There is no keyring on this machine (no Secret Service, KWallet, Keychain or Credential Manager "
                f"runs). {_INSTEAD}"
            )
        case "keyring.backends.null":
            raise NoKeyring(f"The keyring is switched off (the null backend forgets what it is given). {_INSTEAD}")
        case module if module.startswith("keyrings.alt"):
            raise NoKeyring(
                f"The only keyring here is a plain file that others could read, so it is not used. {_INSTEAD}"
            )
    raise NoKeyring(f"The keyring here is one that Callback does not know, so it is not trusted. {_INSTEAD}")


def _told(error: Exception) -> KeyringProblem:
    """What the keyring raised, as a sentence. Its own text is left out: it may say anything."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & {"NoKeyringError", "SecretServiceNotAvailableException"}:
        return NoKeyring(f"There is no keyring on this machine. {_INSTEAD}")
    if names & {"KeyringLocked", "LockedException", "PromptDismissedException", "KeychainDenied"}:
        return LockedKeyring(f"The keyring is locked, and was not unlocked. {_UNLOCK}")
    if "InitError" in names:
        return LockedKeyring(f"The keyring could not be opened. {_UNLOCK}")
    return KeyringProblem(f"The keyring failed ({type(error).__name__}). {_INSTEAD}")


def _not_empty(account: str) -> None:
    if not account:
        raise ValueError("an account has a name")
