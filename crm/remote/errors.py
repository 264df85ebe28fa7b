"""What can be wrong with a calendar server, each as one sentence for a person. Never a password in any of them."""

from __future__ import annotations

from crm.domain.errors import BookError


class RemoteError(BookError):
    """The server did not do what was asked. `status` is its HTTP status, 0 when it did not come to one."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class NotInstalled(RemoteError):
    """The packages that talk to calendar servers are not installed."""


class Unreachable(RemoteError):
    """No answer: no such name, nobody listens, the connection was cut, or it took too long. Worth another try."""


class Cut(Unreachable):
    """The connection was there and broke off."""


class Insecure(RemoteError):
    """Going on would show the password or the events to others: plain http, a false certificate, another host."""


class WrongPassword(RemoteError):
    """The server does not know the user, or not with this password (401)."""


class NotAllowed(RemoteError):
    """The server knows the user and says no (403, 405)."""


class Changed(RemoteError):
    """Somebody else wrote the object since (412), or one with its UID is there already."""


class Missing(RemoteError):
    """The object, or the whole calendar, is not there (any more) (404, 410)."""


class NotCalDAV(RemoteError):
    """What answers at the address is no calendar server, or answers in a way that none should."""


class Busy(RemoteError):
    """The server asks to be left alone for a while (429, 503), or the calendar is locked (423).

    `retry_after` is in seconds, None when the server did not say.
    """

    def __init__(self, message: str, *, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after


class Full(RemoteError):
    """There is no room left in the account (507)."""


class NotTaken(RemoteError):
    """The server does not take this one object (too large, not valid for it, a kind it does not keep)."""
