"""Where the password of a calendar server comes from: environment, keyring, or the person. Never a file of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import urlsplit

from crm.secrets.errors import KeyringProblem, NoPassword

VARIABLE = "CALLBACK_CALDAV_PASSWORD"
Source = Literal["environment", "keyring", "typed"]


class Box(Protocol):
    """What is needed of a SecretBox here."""

    def read(self, account: str) -> str | None:
        """The secret of `account`, or None."""


@dataclass(frozen=True, slots=True)
class Password:
    """A password and where it came from. `note` is a sentence when the keyring could not be asked.

    Neither `str` nor `repr` shows the secret.
    """

    secret: str = field(repr=False)
    source: Source
    note: str = ""


def account_of(url: str, user: str) -> str:
    """The name under which the keyring keeps the password of `user` on the server of `url`.

    The server alone counts, not the path: the same account for every calendar on it.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{user} on {parts.scheme}://{host}{port}"


def password_for(account: str, environ: Mapping[str, str], box: Box | None, ask: Callable[[], str] | None) -> Password:
    """The password of `account`: from CALLBACK_CALDAV_PASSWORD, else the keyring, else asked for.

    `box` None leaves the keyring out; `ask` None means that nobody is there to answer. A keyring that does not
    answer is no reason to give up: the person is asked, and `note` says why.
    Raises NoPassword when none of the three has one.
    """
    if given := environ.get(VARIABLE, ""):
        return Password(given, "environment")
    note = ""
    if box is not None:
        try:
            kept = box.read(account)
        except KeyringProblem as problem:
            kept, note = None, str(problem)
        if kept:
            return Password(kept, "keyring")
    typed = ask() if ask is not None else ""
    if typed:
        return Password(typed, "typed", note)
    if ask is not None:
        raise NoPassword("No password was given, so nothing was done.")
    reason = note or "The keyring has no password for this calendar server."
    raise NoPassword(f"{reason} Run this in a terminal to type it, or set {VARIABLE}.")
