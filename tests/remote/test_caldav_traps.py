"""What a server, a network or the environment can do to a password: nothing."""

from __future__ import annotations

import logging
import socket
import sys
import time
import warnings

import pytest

from crm.remote.caldav_client import connect, open_calendar
from crm.remote.errors import (
    Busy,
    Changed,
    Full,
    Insecure,
    Missing,
    NotAllowed,
    NotCalDAV,
    NotInstalled,
    NotTaken,
    RemoteError,
    Unreachable,
    WrongPassword,
)
from crm.remote.protocol import Limits
from tests.remote.events import event
from tests.remote.odd_server import Answer, home_at, multistatus, propstat
from tests.remote.radicale_server import free_port

SECRET = "the-pässword-itself"
HASTY = Limits(connect=2, read=0.4, whole=0.8)


@pytest.fixture
def calendar(odd):
    with open_calendar(f"{odd.url}/cal/", "ann", SECRET) as opened:
        yield opened


def listing_of(*names):
    return multistatus(
        *(f"<D:href>/cal/{name}</D:href>" + propstat(f"<D:getetag>{name}</D:getetag>") for name in names)
    )


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_server_is_not_followed(odd, other, status):
    odd.answer = lambda _: Answer(status, headers={"Location": f"{other.url}/"})

    with pytest.raises(Insecure, match=f":{other.port}; the password was not sent there"):
        connect(odd.url, "ann", SECRET)

    assert other.asked == []


def test_a_redirect_from_https_to_http_is_not_followed(odd_tls, other, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    odd_tls.answer = lambda _: Answer(301, headers={"Location": f"http://127.0.0.1:{other.port}/"})

    with pytest.raises(Insecure, match="without encryption"):
        connect(odd_tls.url, "ann", SECRET, allow_http=True)

    assert other.asked == []


def test_a_redirect_on_the_same_server_is_followed(odd):
    def answer(asked):
        if asked.path == "/.well-known/caldav":
            return Answer(301, headers={"Location": "/dav/"})
        return Answer(body=home_at("/dav/ann/", asked.path))

    odd.answer = answer
    with connect(odd.url, "ann", SECRET):
        assert [asked.path for asked in odd.asked] == ["/.well-known/caldav", "/dav/"]


@pytest.mark.parametrize("location", ["/round", "", "javascript:x", "//", "http://[::1"])
def test_a_redirect_to_nowhere_or_in_circles_ends(odd, location):
    odd.answer = lambda _: Answer(302, headers={"Location": location})

    with pytest.raises((NotCalDAV, Insecure)):
        connect(odd.url, "ann", SECRET)

    assert len(odd.asked) <= 15


def test_an_event_is_not_written_to_where_a_redirect_leads(odd, calendar):
    odd.answer = lambda _: Answer(307, headers={"Location": "/elsewhere/a.ics"})

    with pytest.raises(NotCalDAV, match="connect to it again"):
        calendar.put(calendar.href_of("a"), event("a"), None)

    assert len(odd.asked) == 1


# TLS


def test_a_certificate_that_nobody_signed_is_refused_before_the_password(odd_tls):
    with pytest.raises(Insecure, match=r"certificate of 127\.0\.0\.1 cannot be trusted"):
        connect(odd_tls.url, "ann", SECRET)

    assert odd_tls.asked == []


def test_the_certificate_of_a_server_of_ones_own_can_be_named(odd_tls, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    odd_tls.answer = lambda asked: Answer(body=home_at("/dav/ann/", asked.path))

    with connect(odd_tls.url, "ann", SECRET):
        assert odd_tls.asked[0].signed


def test_a_bundle_of_certificates_that_is_not_there_is_named(odd_tls, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "nothing.pem"))

    with pytest.raises(Insecure, match="REQUESTS_CA_BUNDLE"):
        connect(odd_tls.url, "ann", SECRET)

    assert odd_tls.asked == []


def test_a_certificate_for_another_name_is_refused(odd_tls, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))

    with pytest.raises(Insecure, match="cannot be trusted"):
        connect(f"https://localhost:{odd_tls.port}/", "ann", SECRET)

    assert odd_tls.asked == []


def test_https_to_a_server_that_speaks_http_is_told(odd):
    with pytest.raises((Insecure, Unreachable)):
        connect(odd.url.replace("http:", "https:"), "ann", SECRET)
    assert odd.asked == []


def test_http_to_another_machine_is_refused_before_anything_is_sent():
    with pytest.raises(Insecure, match=r"http:// to 192\.0\.2\.7"):
        connect("http://192.0.2.7/", "ann", SECRET)
    with pytest.raises(Insecure, match=r"http:// to 192\.0\.2\.7"):
        open_calendar("http://192.0.2.7/cal/", "ann", SECRET)


# The network


def test_a_name_that_does_not_exist():
    with pytest.raises(Unreachable, match=r"no server of the name nowhere\.invalid"):
        connect("https://nowhere.invalid/", "ann", SECRET, timeout=HASTY)


def test_nobody_listens():
    with pytest.raises(Unreachable, match="Nobody listens"):
        connect(f"http://127.0.0.1:{free_port()}/", "ann", SECRET)


def test_a_server_that_takes_the_connection_and_says_nothing():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Unreachable, match="too long"):
            connect(f"http://127.0.0.1:{port}/", "ann", SECRET, timeout=HASTY)


def test_an_answer_that_drips_for_ever_ends_at_the_limit(odd):
    odd.answer = lambda _: Answer(body=home_at("/dav/", "/"), drip=0.15)

    with pytest.raises(Unreachable, match="too long"):
        connect(odd.url, "ann", SECRET, timeout=HASTY)


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again(odd, calendar):
    odd.answer = lambda _: Answer(body=listing_of("a.ics"), close=True)

    for _ in range(3):
        assert calendar.listing() == {"/cal/a.ics": "a.ics"}
    assert len(odd.asked) == 3


def test_a_request_to_this_machine_goes_to_no_proxy(odd, other, calendar, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", other.url)
    monkeypatch.setenv("ALL_PROXY", other.url)
    odd.answer = lambda _: Answer(body=listing_of())

    assert calendar.listing() == {}
    assert other.asked == []


def test_no_password_of_netrc_is_used(odd, calendar, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login eve password other\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    odd.answer = lambda _: Answer(body=listing_of())

    calendar.listing()

    import base64

    told = base64.b64decode(odd.asked[0].headers["Authorization"].removeprefix("Basic "))
    assert told.decode() == f"ann:{SECRET}"


# What the server answers


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (401, WrongPassword, "user and password"),
        (403, NotAllowed, "rights of the calendar"),
        (404, Missing, "nothing at that address"),
        (405, NotAllowed, "CalDAV"),
        (409, Missing, "calendar is not on"),
        (410, Missing, "nothing at that address"),
        (412, Changed, "changed on the server"),
        (413, NotTaken, "did not take"),
        (415, NotTaken, "did not take"),
        (423, Busy, "locked by another program"),
        (429, Busy, "in a while"),
        (500, Unreachable, "fault of its own"),
        (502, Unreachable, "fault of its own"),
        (503, Busy, "in a while"),
        (507, Full, "no room left"),
        (418, NotCalDAV, "as no calendar server does"),
    ],
)
def test_each_refusal_is_an_error_and_a_sentence(odd, calendar, capfd, status, error, words):
    odd.answer = lambda _: Answer(status, f"<html>private {SECRET}</html>".encode(), {"Content-Type": "text/html"})

    with pytest.raises(RemoteError) as told:
        calendar.put(calendar.href_of("a"), event("a"), None)

    assert type(told.value) is error
    assert words in str(told.value)
    assert str(told.value).endswith(".")
    assert told.value.status == status
    assert SECRET not in str(told.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("given", "seconds", "words"),
    [
        ("30", 30, "in 30 seconds"),
        ("600", 600, "in 10 minutes"),
        ("14400", 14400, "in 4 hours"),
        ("soon", None, "a while"),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_to_wait_is_quoted(odd, calendar, status, given, seconds, words):
    odd.answer = lambda _: Answer(status, headers={"Retry-After": given})

    with pytest.raises(Busy, match=words) as told:
        calendar.listing()

    assert told.value.retry_after == seconds
    assert len(odd.asked) == 1


@pytest.mark.parametrize(
    ("status", "condition", "error", "words"),
    [
        (412, "<C:valid-calendar-data/>", NotTaken, "not valid"),
        (403, "<C:max-resource-size/>", NotTaken, "too large"),
        (403, "<C:supported-calendar-component/>", NotTaken, "does not take events"),
        (403, "<C:no-uid-conflict><D:href>/cal/x.ics</D:href></C:no-uid-conflict>", Changed, "UID"),
        (403, "<D:quota-not-exceeded/>", Full, "room"),
    ],
)
def test_the_reason_of_a_refused_event_is_told(odd, calendar, status, condition, error, words):
    body = f'<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{condition}</D:error>'
    odd.answer = lambda _: Answer(status, body.encode())

    with pytest.raises(error, match=words):
        calendar.put(calendar.href_of("a"), event("a"), None)


def test_half_a_listing_by_the_servers_own_word_is_no_listing(odd, calendar):
    odd.answer = lambda _: Answer(
        body=multistatus(
            "<D:href>/cal/a.ics</D:href>" + propstat("<D:getetag>1</D:getetag>"),
            "<D:href>/cal/</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status>",
        )
    )
    with pytest.raises(NotCalDAV, match="only a part"):
        calendar.listing()


def test_an_object_without_an_etag_is_still_in_the_listing(odd, calendar):
    odd.answer = lambda _: Answer(
        body=multistatus(
            "<D:href>/cal/</D:href>" + propstat("<D:getetag>c</D:getetag>"),
            "<D:href>/cal/a.ics</D:href>" + propstat("<D:getetag/>", "404 Not Found"),
            "<D:href>/cal/b.ics</D:href>" + propstat("<D:getetag/>", "403 Forbidden"),
            "<D:href>/cal/sub/</D:href>" + propstat("<D:resourcetype><D:collection/></D:resourcetype>"),
            "<D:href>/other/c.ics</D:href>" + propstat("<D:getetag>1</D:getetag>"),
            "<D:href>/cal/gone.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status>",
        )
    )
    assert calendar.listing() == {"/cal/a.ics": "", "/cal/b.ics": ""}


def test_objects_outside_of_the_calendar_do_not_make_it_look_empty(odd, calendar):
    odd.answer = lambda _: Answer(
        body=multistatus(
            "<D:href>/</D:href>" + propstat("<D:resourcetype><D:collection/></D:resourcetype>"),
            "<D:href>/a.ics</D:href>" + propstat("<D:getetag>1</D:getetag>"),
        )
    )
    with pytest.raises(NotCalDAV, match="outside of the calendar"):
        calendar.listing()


def test_a_calendar_that_moved_does_not_look_empty(odd, calendar):
    def answer(asked):
        if asked.path.startswith("/cal/"):
            return Answer(301, headers={"Location": "/moved/"})
        return Answer(body=multistatus("<D:href>/moved/a.ics</D:href>" + propstat("<D:getetag>1</D:getetag>")))

    odd.answer = answer
    with pytest.raises(NotCalDAV, match="has moved"):
        calendar.listing()
    with pytest.raises(NotCalDAV, match="has moved"):
        calendar.fetch(["/cal/a.ics"])


def test_a_long_listing_is_read_in_no_time(odd, calendar):
    names = [f"5d0c0c5e-6a0a-4cb5-a1f7-{number:012}.ics" for number in range(5000)]
    odd.answer = lambda _: Answer(body=listing_of(*names))
    began = time.process_time()

    assert len(calendar.listing()) == 5000

    assert time.process_time() - began < 3


def test_an_object_that_the_answer_passes_over_is_asked_for_by_itself(odd, calendar):
    def answer(asked):
        if asked.method == "REPORT":
            return Answer(body=multistatus("<D:href>/cal/gone.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status>"))
        if asked.path == "/cal/a.ics":
            return Answer(200, event("a"), {"Content-Type": "text/calendar", "ETag": '"7"'})
        return Answer(404)

    odd.answer = answer

    assert calendar.fetch(["/cal/a.ics", "/cal/gone.ics", "/cal/b.ics"]) == {"/cal/a.ics": ('"7"', event("a"))}
    assert [asked.method for asked in odd.asked] == ["REPORT", "GET", "GET"]


def test_a_weak_etag_of_an_answer_is_none(odd, calendar):
    odd.answer = lambda _: Answer(201, headers={"ETag": 'W/"7"'})
    assert calendar.put(calendar.href_of("a"), event("a"), None) == ""


def test_the_conditions_go_out_as_they_were_given(odd, calendar):
    odd.answer = lambda _: Answer(204)
    href = calendar.href_of("a")

    calendar.put(href, event("a"), None)
    calendar.put(href, event("a"), '"7-gzip"')
    calendar.delete(href, '"8"')

    told = [(asked.headers.get("If-Match"), asked.headers.get("If-None-Match")) for asked in odd.asked]
    assert told == [(None, "*"), ('"7-gzip"', None), ('"8"', None)]
    assert odd.asked[0].body == event("a")


def test_digest_is_spoken_where_the_server_wants_it(odd, calendar):
    def answer(asked):
        if asked.headers.get("Authorization", "").startswith("Digest "):
            return Answer(body=listing_of("a.ics"))
        return Answer(401, headers={"WWW-Authenticate": 'Digest realm="x", nonce="abc", qop="auth", algorithm=MD5'})

    odd.answer = answer

    assert calendar.listing() == {"/cal/a.ics": "a.ics"}
    asked = len(odd.asked)
    calendar.listing()
    assert len(odd.asked) == asked + 1


def test_a_wrong_password_by_digest_ends(odd, calendar):
    odd.answer = lambda _: Answer(401, headers={"WWW-Authenticate": 'Digest realm="x", nonce="abc", qop="auth"'})

    with pytest.raises(WrongPassword):
        calendar.listing()

    assert len(odd.asked) <= 4


def test_xml_that_grows_without_end_or_reads_files_is_damaged(odd, calendar, tmp_path):
    (tmp_path / "private").write_text("private")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    for dtd, used in [
        (f'<!ENTITY l0 "ha">{laughs}', "&l11;"),
        (f'<!ENTITY x SYSTEM "file://{tmp_path}/private">', "&x;"),
    ]:
        href = "<D:href>/cal/a.ics</D:href>" + propstat(f"<D:getetag>{used}</D:getetag>")
        body = f"<!DOCTYPE x [{dtd}]>".encode() + multistatus(href).partition(b"?>")[2]
        odd.answer = lambda _, body=body: Answer(body=body)
        try:
            etags = calendar.listing()
        except NotCalDAV:
            continue
        assert etags == {"/cal/a.ics": ""}


def test_no_cookie_is_kept(odd, calendar):
    odd.answer = lambda _: Answer(body=listing_of(), headers={"Set-Cookie": "session=1"})
    calendar.listing()
    calendar.listing()
    assert "Cookie" not in odd.asked[1].headers


# What is told to others


def test_neither_events_nor_passwords_reach_a_log_or_the_terminal(radicale, capfd, caplog, monkeypatch):
    monkeypatch.setenv("PYTHON_CALDAV_COMMDUMP", "1")
    monkeypatch.setenv("PYTHON_CALDAV_DEBUGMODE", "DEBUG")
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with connect(radicale.make(), radicale.user, radicale.password) as account:
            opened = account.open(account.calendars()[0])
            href = opened.href_of("a")
            opened.put(href, event("a", "Very private"), None)
            opened.fetch(list(opened.listing()))
            with pytest.raises(NotTaken):
                opened.put(opened.href_of("b"), b"Very private", None)
            for name in ("caldav", "niquests", "urllib3.connectionpool", "urllib3_future", "jh2.hpack.hpack", "qh3.h3"):
                logging.getLogger(name).debug("Very private")
                logging.getLogger(name).critical("Very private")
        assert radicale.password not in f"{account!r} {opened!r} {vars(opened)!r} {vars(opened._ask)!r}"

    told = caplog.text + "".join(capfd.readouterr()) + "".join(str(warning.message) for warning in warned)
    assert "Very private" not in told
    assert radicale.password not in told
    assert "Authorization" not in told


def test_without_the_packages_it_says_how_to_get_them(monkeypatch):
    monkeypatch.setitem(sys.modules, "caldav.lib", None)
    monkeypatch.setitem(sys.modules, "caldav", None)

    with pytest.raises(NotInstalled, match=r"pip install '.\[caldav\]'"):
        connect("https://cal.example.test", "ann", SECRET)
