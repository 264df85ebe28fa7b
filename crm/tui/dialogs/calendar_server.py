"""The form that signs in to a calendar server. What it gives is tried before anything is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm.remote.addresses import is_loopback, server_address
from crm.remote.errors import Insecure, RemoteError
from crm.secrets.keyring_box import Availability
from crm.tui.dialogs.chips import Chip
from crm.tui.dialogs.fields import ChipField, Field, LineField
from crm.tui.dialogs.form import FormDialog, Incomplete, keys
from crm.tui.dialogs.secret import SecretField
from crm.tui.dialogs.values import Desk
from crm.tui.widgets.safe import literal

KEYRING, EACH_TIME = "keyring", "each"
_NEEDS_ONE_MADE = "iCloud, Nextcloud, Fastmail: an app password from their settings"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What is needed to sign in. `keep`: the password goes into the keyring. `http`: plain http on purpose."""

    url: str = ""
    user: str = ""
    secret: str = field(default="", repr=False)
    keep: bool = True
    http: bool = False


class KeepField(ChipField):
    """Where the password is kept; what the keyring is, or why there is none, is always said."""

    said = "Looking for the keyring …"

    def below(self) -> str:
        """The keyring's name, or what it means to have none."""
        return self.said if self.text == KEYRING else "Held in memory until you quit, and nowhere else."

    def on_chips_changed(self) -> None:
        """Another choice says something else."""
        self.tell()


class ConnectDialog(FormDialog[SignIn]):
    """Asks for the server, the user and the password. `problem` is why it did not work with `before`.

    `available` tells, some time later, whether there is a keyring.
    """

    FORM = "calendar-connect"
    SAVE = "Sign in"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "step('keep')", show=False, priority=True),
        Binding("f4", "step('http')", show=False, priority=True),
    ]

    def __init__(
        self, before: SignIn, problem: str, available: Callable[[], Awaitable[Availability]], *, desk: Desk
    ) -> None:
        super().__init__("Connect a calendar server", desk=desk, key="")
        self.before = before
        self.problem = problem
        self.available = available

    def compose_head(self) -> Iterable[Widget]:
        """What it is for."""
        yield Static(literal("Nextcloud, iCloud, Fastmail, Radicale and other CalDAV servers."), markup=False)
        yield Static(literal("Nothing is kept before signing in has worked."), markup=False)

    def make_fields(self) -> Iterable[Field]:
        """Where, who, the password, where that is kept; plain http only where the address asks for it."""
        before = self.before
        yield LineField("url", "address", before.url, hint="of the server or the calendar: https://cloud.example.test")
        yield LineField("user", "user", before.user, hint="your name on that server")
        self._secret = SecretField("secret", "password", before.secret, hint=_NEEDS_ONE_MADE)
        yield self._secret
        kept = (Chip(KEYRING, "k", "in the keyring"), Chip(EACH_TIME, "e", "ask each time"))
        self._keep = KeepField("keep", "keep", kept, KEYRING if before.keep else EACH_TIME, shortcut="f3")
        yield self._keep
        plain = (Chip("no", "n", "no"), Chip("yes", "y", "yes, on purpose"))
        yield ChipField("http", "http", plain, "yes" if before.http else "no", shortcut="f4")

    def on_mount(self) -> None:
        """Look for the keyring while somebody types."""
        self._look_for_keyring()

    @property
    def first_field(self) -> Field:
        """The first one that is empty, the password where all are there."""
        found = next((self.form_fields[key] for key in ("url", "user") if not self.form_fields[key].text.strip()), None)
        return found or self._secret

    @work(group="keyring", exit_on_error=False)
    async def _look_for_keyring(self) -> None:
        there = await self.available()
        if there.ok:
            self._keep.said = f"Kept in {there.backend}."
        else:
            self._keep.said = there.why
            self._keep.text = EACH_TIME
        self._keep.tell()

    def on_input_changed(self) -> None:
        """An address without TLS asks for one thing more."""
        self._ask_for_http()

    async def restored(self) -> None:
        """What went wrong before; and a kept address may ask for one thing more."""
        self._ask_for_http()
        if self.problem:
            line = self.query_one("#problem", Static)
            line.update(literal(f"! {self.problem}"))
            line.display = True

    def _ask_for_http(self) -> None:
        self.form_fields["http"].display = self._is_plain()
        self.refresh_hint()

    def _is_plain(self) -> bool:
        text = self.form_fields["url"].text.strip().lower()
        host = text.removeprefix("http://").split("/")[0].rsplit(":", 1)[0]
        return text.startswith("http://") and not is_loopback(host.strip("[]"))

    def hint(self) -> Content:
        """The keys."""
        more = ("f4 plain http",) if self.form_fields and self._is_plain() else ()
        return keys("enter signs in", "f3 keep it or not", *more, "esc back")

    def read(self) -> SignIn:
        """As it stands in the form. Raises Incomplete."""
        texts = {key: self.form_fields[key].text.strip() for key in ("url", "user")}
        http = self._is_plain() and self.form_fields["http"].text == "yes"
        problems = {}
        try:
            url = server_address(texts["url"], allow_http=http)
        except Insecure as error:
            url = ""
            problems["http" if self._is_plain() else "url"] = str(error)
        except RemoteError as error:
            url, problems["url"] = "", str(error)
        if not texts["user"]:
            problems["user"] = "Your name on that server"
        if not self._secret.secret:
            problems["secret"] = _NEEDS_ONE_MADE
        if problems:
            raise Incomplete(problems)
        return SignIn(url, texts["user"], self._secret.secret, keep=self._keep.text == KEYRING, http=http)

    def action_afresh(self) -> None:
        """The password goes, too."""
        self._secret.text = ""
        super().action_afresh()
