"""What can be wrong with a keyring, each as one sentence for a person. Never a secret in any of them."""

from __future__ import annotations

from crm.domain.errors import BookError


class KeyringProblem(BookError):
    """The keyring did not do what was asked."""


class NoKeyring(KeyringProblem):
    """There is no keyring, or none that really keeps a secret."""


class LockedKeyring(KeyringProblem):
    """The keyring is locked, and nobody unlocked it."""


class SilentKeyring(KeyringProblem):
    """The keyring did not answer in time."""


class NoPassword(BookError):
    """There is no password anywhere, and nobody to ask for one."""
