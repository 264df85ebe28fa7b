"""The password of a calendar server: from the environment, the keyring, or typed without an echo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crm.book.publishing import Connection, password_account
from crm.cli.output import asks, tell
from crm.cli.state import State
from crm.domain.text import clean_line

if TYPE_CHECKING:
    from crm.remote.protocol import Remote
    from crm.secrets.caldav_password import Password


def typed_password(user: str, where: str) -> str:
    """Asks on the terminal without an echo; empty where only Enter was pressed."""
    answer: str = click.prompt(
        f"Password of {clean_line(user)} on {clean_line(where)}",
        hide_input=True,
        default="",
        show_default=False,
        err=True,
    )
    return answer


def first_password(state: State, user: str, where: str) -> Password:
    """The password to connect with: from the environment, else typed. Raises NoPassword."""
    from crm.secrets.caldav_password import VARIABLE, password_for
    from crm.secrets.errors import NoPassword

    if not asks() and not state.environ.get(VARIABLE):
        raise NoPassword(f"Connecting needs the password: run this in a terminal to type it, or set {VARIABLE}.")
    return password_for("", state.environ, None, lambda: typed_password(user, where))


def kept_password(state: State, connection: Connection) -> Password:
    """The password of a connection, the keyring asked only where it was put there. Raises NoPassword."""
    from crm.remote.addresses import host_of
    from crm.secrets.caldav_password import VARIABLE, password_for
    from crm.secrets.errors import NoPassword
    from crm.secrets.keyring_box import PATIENCE, WITH_SOMEBODY, SecretBox

    if not connection.keyring and not asks() and not state.environ.get(VARIABLE):
        raise NoPassword(
            f"The password of this calendar is kept nowhere: run this in a terminal to type it, or set {VARIABLE}."
        )
    box = SecretBox(WITH_SOMEBODY if asks() else PATIENCE) if connection.keyring else None
    where = host_of(connection.url)
    ask = (lambda: typed_password(connection.user, where)) if asks() else None
    found = password_for(password_account(connection), state.environ, box, ask)
    if found.note:
        tell(found.note)
    return found


def opened(state: State, connection: Connection) -> Remote:
    """The calendar of the connection, to be closed. Raises NoPassword, RemoteError."""
    from crm.book.publishing import open_remote

    return open_remote(connection, kept_password(state, connection).secret)


def keep(connection: Connection, secret: str) -> bool:
    """Offers to keep a typed password in the keyring; False where there is none, or it is not wanted."""
    from crm.secrets.errors import KeyringProblem
    from crm.secrets.keyring_box import WITH_SOMEBODY, SecretBox

    box = SecretBox(WITH_SOMEBODY)
    there = box.available()
    if not there.ok:
        tell(f"{there.why} Without it each sync asks for the password.")
        return False
    if not click.confirm(f"Keep the password in the keyring ({there.backend})?", default=True, err=True):
        return False
    try:
        box.store(password_account(connection), secret)
    except KeyringProblem as problem:
        tell(str(problem))
        return False
    return True


def forget(connection: Connection) -> str:
    """Takes the password out of the keyring; gives a sentence of what became of it."""
    from crm.secrets.errors import KeyringProblem
    from crm.secrets.keyring_box import WITH_SOMEBODY, SecretBox

    if not connection.keyring:
        return "No password of it was kept."
    try:
        had = SecretBox(WITH_SOMEBODY).forget(password_account(connection))
    except KeyringProblem as problem:
        return f"The password may still be in the keyring. {problem}"
    return "The password is out of the keyring." if had else "The keyring had no password of it any more."
