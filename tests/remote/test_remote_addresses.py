"""Which addresses are taken, where the password may go, and one spelling for every path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.remote.addresses import (
    below,
    name_for,
    same_server,
    same_spelling,
    server_address,
    sister_server,
    still_encrypted,
)
from crm.remote.errors import Insecure, NotCalDAV, RemoteError


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("cal.example.test", "https://cal.example.test/"),
        (" https://Cal.Example.test ", "https://cal.example.test/"),
        ("https://cal.example.test:443/dav/", "https://cal.example.test/dav/"),
        ("cal.example.test:8443/dav", "https://cal.example.test:8443/dav"),
        ("http://localhost:5232/ann/", "http://localhost:5232/ann/"),
        ("http://127.8.9.10/", "http://127.8.9.10/"),
        ("http://[::1]:5232/", "http://[::1]:5232/"),
        ("https://kalender.müller.test/#x", "https://kalender.xn--mller-kva.test/"),
    ],
)
def test_an_address_is_made_whole(typed, whole):
    assert server_address(typed) == whole


@pytest.mark.parametrize("host", ["h\u2100st.test", "h.test:99x9", "[::1", "h.test:99999", "cal.example.test"])
def test_a_password_in_an_address_is_nowhere_in_the_error(host):
    with pytest.raises(RemoteError) as told:
        server_address(f"https://ann:very-secret@{host}/")
    errors = [told.value, told.value.__context__, told.value.__cause__]
    assert errors[1:] == [None, None]
    assert "very-secret" not in f"{told.value} {told.value!r} {told.value.args}"


@pytest.mark.parametrize(
    "typed",
    [
        "http://cal.example.test/", "http://10.0.0.7:5232/", "http://localhost.example.test/", "http://127.0.0.1.example.test",
        "http://0.0.0.0/",
    ],
)  # fmt: skip
def test_plain_http_to_another_machine_is_refused_unless_said_on_purpose(typed):
    with pytest.raises(Insecure, match="https://"):
        server_address(typed)

    assert server_address(typed, allow_http=True).startswith("http://")


@pytest.mark.parametrize(
    "typed", ["https://ann:s3cret@cal.example.test/", "ann:s3cret@cal.example.test", "https://s3cret@cal.example.test"]
)
def test_a_password_in_the_address_is_refused_and_not_repeated(typed):
    with pytest.raises(Insecure) as told:
        server_address(typed, allow_http=True)

    assert "s3cret" not in str(told.value)
    assert "cal.example.test" not in str(told.value)


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "ftp://cal.example.test", "file:///etc/passwd", "https://", "https://a b/", "https://cal.example.test:x/",
     "https://[::1/", "https://cal.example.test/?user=ann", "https://cal.example.test/\r\nX: y", "https://" + "ü" * 80],
)  # fmt: skip
def test_what_is_no_address_is_refused_in_words(typed):
    with pytest.raises(NotCalDAV) as told:
        server_address(typed)
    assert str(told.value).endswith(".")


@pytest.mark.parametrize(
    ("url", "other", "redirect", "sister"),
    [
        ("https://cal.example.test/", "https://cal.example.test/dav/", True, True),
        ("https://cal.example.test/", "https://CAL.example.test:443/", True, True),
        ("http://cal.example.test/", "https://cal.example.test/", True, True),
        ("https://cal.example.test/", "http://cal.example.test/", False, False),
        ("https://cal.example.test/", "https://cal.example.test:8443/", False, False),
        ("http://127.0.0.1:5232/", "http://127.0.0.1:5233/", False, False),
        ("http://127.0.0.1:5232/", "https://127.0.0.1/", False, False),
        ("https://cal.example.test/", "https://p42-cal.example.test/", False, True),
        ("https://cal.example.test/", "https://evil.test/", False, False),
        ("https://example.test/", "https://evil.test/", False, False),
        ("https://cal.example.test/", "https://cal.example.test.evil.test/", False, False),
        ("https://10.0.0.1/", "https://11.0.0.1/", False, False),
        ("http://cal.example.test/", "http://p42-cal.example.test/", False, False),
        ("https://cal.example.test/", "javascript:alert(1)", False, False),
    ],
)
def test_where_the_password_may_go(url, other, redirect, sister):
    assert same_server(url, other) is redirect
    assert sister_server(url, other) is sister


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("http://cal.example.test/remote.php/dav/", "https://cal.example.test/remote.php/dav/"),
        ("http://cal.example.test:80/dav/", "https://cal.example.test/dav/"),
        ("https://cal.example.test/dav/", "https://cal.example.test/dav/"),
        ("http://cal.example.test:8080/dav/", "http://cal.example.test:8080/dav/"),
        ("http://evil.test/", "http://evil.test/"),
        ("nonsense", "nonsense"),
    ],
)
def test_https_that_a_redirect_forgot_is_put_back_on_the_same_host_alone(target, safe):
    assert still_encrypted("https://cal.example.test/", target) == safe


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("/dav/ann%40x.test/cal/1.ics", "/dav/ann%40x.test/cal/1.ics"),
        ("/dav/ann@x.test/cal/1.ics", "/dav/ann%40x.test/cal/1.ics"),
        ("https://cal.example.test/dav/ann@x.test/cal/a%7Eb.ics", "/dav/ann%40x.test/cal/a~b.ics"),
        ("2.ics", "/dav/ann%40x.test/cal/2.ics"),
        ("/dav/ann@x.test/cal/", None),
        ("/dav/ann@x.test/cal", None),
        ("/dav/ann@x.test/other/1.ics", None),
        ("/dav/ann@x.test/cal/../other/1.ics", None),
        ("/dav/ann@x.test/cal/%2E%2E", None),
        ("/dav/ann@x.test/cal/sub/1.ics", None),
    ],
)
def test_an_href_is_spelled_one_way_and_stays_below_its_calendar(written, href):
    assert below("https://cal.example.test/dav/ann%40x.test/cal/", written) == href


@given(st.text(min_size=1))
def test_spelling_a_path_twice_changes_nothing(text):
    text = text.encode(errors="replace").decode()
    once = same_spelling(f"/{text}")
    assert same_spelling(once) == once
    assert once.isascii()


@given(st.text(min_size=1), st.text(min_size=1))
def test_every_uid_has_a_plain_file_name_of_its_own(one, two):
    assert (name_for(one) == name_for(two)) == (one == two)
    href = f"/cal/{name_for(one)}"
    assert below("https://cal.example.test/cal/", href) == href
