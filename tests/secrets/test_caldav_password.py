"""Where the password comes from: environment, keyring, person; and where it never shows."""

from __future__ import annotations

import pytest

from crm.secrets.caldav_password import account_of, password_for
from crm.secrets.errors import LockedKeyring, NoPassword

SECRET = "the-pässword-itself"


class Box:
    def __init__(self, kept=None, error=None):
        self.kept, self.error, self.asked = kept, error, []

    def read(self, account):
        self.asked.append(account)
        if self.error:
            raise self.error
        return self.kept


def nobody():
    raise AssertionError("nobody should have been asked")


def test_the_environment_comes_first():
    box = Box("another")
    got = password_for("ann", {"CALLBACK_CALDAV_PASSWORD": SECRET}, box, nobody)
    assert (got.secret, got.source) == (SECRET, "environment")
    assert box.asked == []


def test_then_the_keyring():
    box = Box(SECRET)
    got = password_for("ann", {"CALLBACK_CALDAV_PASSWORD": ""}, box, nobody)
    assert (got.secret, got.source) == (SECRET, "keyring")
    assert box.asked == ["ann"]


@pytest.mark.parametrize("box", [None, Box(None), Box("")])
def test_then_the_person(box):
    got = password_for("ann", {}, box, lambda: SECRET)
    assert (got.secret, got.source, got.note) == (SECRET, "typed", "")


def test_a_keyring_that_fails_is_told_and_the_person_asked():
    got = password_for("ann", {}, Box(error=LockedKeyring("The keyring is locked.")), lambda: SECRET)
    assert (got.secret, got.source, got.note) == (SECRET, "typed", "The keyring is locked.")


def test_with_nobody_there_the_error_says_what_to_do():
    with pytest.raises(NoPassword, match="CALLBACK_CALDAV_PASSWORD"):
        password_for("ann", {}, Box(None), None)
    with pytest.raises(NoPassword, match="keyring is locked"):
        password_for("ann", {}, Box(error=LockedKeyring("The keyring is locked.")), None)


def test_nothing_typed_does_nothing():
    with pytest.raises(NoPassword, match="nothing was done"):
        password_for("ann", {}, None, lambda: "")


def test_a_password_does_not_show_itself():
    got = password_for("ann", {"CALLBACK_CALDAV_PASSWORD": SECRET}, None, None)
    assert SECRET not in f"{got} {got!r}"


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://cal.example.test/dav/ann/", "ann on https://cal.example.test"),
        ("https://CAL.example.test:443/", "ann on https://cal.example.test"),
        ("https://cal.example.test:8443/", "ann on https://cal.example.test:8443"),
        ("http://127.0.0.1:5232/x/", "ann on http://127.0.0.1:5232"),
        ("http://[::1]/", "ann on http://[::1]"),
    ],
)
def test_an_account_is_a_user_on_a_server_whatever_the_calendar(url, account):
    assert account_of(url, "ann") == account
