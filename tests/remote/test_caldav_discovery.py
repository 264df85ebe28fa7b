"""From any address a person may know to the calendars: on a real Radicale, and with answers of other servers."""

from __future__ import annotations

import pytest

from crm.remote.caldav_client import connect
from crm.remote.errors import Insecure, NotAllowed, NotCalDAV, Unreachable, WrongPassword
from tests.remote.odd_server import CALENDAR, Answer, home_at, multistatus, propstat


@pytest.fixture
def ask(radicale):
    opened = []

    def connected(url=radicale.url):
        opened.append(connect(url, radicale.user, radicale.password))
        return opened[-1]

    yield connected
    for account in opened:
        account.close()


@pytest.mark.parametrize("kind", ["bare host", "well-known", "principal and home", "without the last slash"])
def test_any_address_leads_to_the_calendars(radicale, ask, kind):
    url = radicale.make("callback", title="Job search")
    radicale.make("private", title="Private")
    address = {
        "bare host": radicale.url,
        "well-known": f"{radicale.url}/.well-known/caldav",
        "principal and home": radicale.home,
        "without the last slash": radicale.home.rstrip("/"),
    }[kind]

    account = ask(address)

    assert account.here is None
    assert {info.name: info.url for info in account.calendars()} == {
        "Job search": url,
        "Private": f"{radicale.home}private/",
    }
    assert all(info.writable for info in account.calendars())


def test_the_address_of_a_calendar_names_it_and_shows_the_others_too(radicale, ask):
    radicale.make("another", title="Another")
    url = radicale.make("callback", title="Job search")

    account = ask(url)

    assert account.here is not None
    assert (account.here.url, account.here.name) == (url, "Job search")
    assert [info.name for info in account.calendars()] == ["Job search", "Another"]


def test_calendars_that_take_no_events_are_left_out(radicale, ask):
    radicale.make("tasks", title="Tasks", components="VTODO")
    radicale.make("both", title="Both", components="VTODO VEVENT")

    assert [info.name for info in ask().calendars()] == ["Both"]


def test_a_calendar_is_made_with_its_name_and_for_events_alone(radicale, ask):
    account = ask()
    assert account.calendars() == []

    made = account.make_calendar("  Callback <&> Zoë\n ")

    assert made.name == "Callback <&> Zoë"
    assert account.calendars() == [made]
    body = next(body for method, _, _, body in radicale.seen if method == "MKCALENDAR")
    assert b'name="VEVENT"' in body
    assert b"VTODO" not in body


def test_a_wrong_password_ends_the_search_at_once(radicale):
    with pytest.raises(WrongPassword):
        connect(radicale.url, radicale.user, "wrong")
    assert radicale.requests <= 2


def test_a_server_that_is_cut_off_while_searching_is_unreachable(radicale):
    radicale.cut_after(1)
    with pytest.raises(Unreachable):
        connect(radicale.url, radicale.user, radicale.password)


def test_a_fault_at_the_well_known_place_does_not_hide_what_is_at_the_root(radicale):
    radicale.make()
    radicale.fail("status", status=502, times=1)
    with connect(radicale.url, radicale.user, radicale.password) as account:
        assert len(account.calendars()) == 1

    radicale.fail("status", status=502)
    with pytest.raises(Unreachable, match="fault of its own"):
        connect(radicale.url, radicale.user, radicale.password)


def test_a_server_that_makes_no_calendars_says_so(radicale, ask):
    account = ask()
    radicale.fail("status", status=405, method="MKCALENDAR")

    with pytest.raises(NotAllowed, match="make one in its own app"):
        account.make_calendar("Callback")


def test_a_single_calendar_without_a_home_is_enough(odd):
    odd.answer = lambda asked: (
        Answer(body=multistatus("<D:href>/cal/</D:href>" + propstat(CALENDAR + "<D:displayname>One</D:displayname>")))
        if asked.path == "/cal/"
        else Answer(404)
    )
    with connect(f"{odd.url}/cal/", "ann", "pw") as account:
        assert [info.name for info in account.calendars()] == ["One"]
        with pytest.raises(NotAllowed):
            account.make_calendar("Callback")


def test_a_home_that_says_nothing_of_principals_is_found(odd):
    odd.answer = lambda asked: (
        Answer(
            body=multistatus(
                "<D:href>/dav/</D:href>" + propstat("<D:resourcetype><D:collection/></D:resourcetype>"),
                *(["<D:href>/dav/x/</D:href>" + propstat(CALENDAR)] if asked.headers["Depth"] == "1" else []),
            )
        )
        if asked.path == "/dav/"
        else Answer(404)
    )
    with connect(f"{odd.url}/dav/", "ann", "pw") as account:
        assert [info.url for info in account.calendars()] == [f"{odd.url}/dav/x/"]


def test_rights_names_and_kinds_as_other_servers_tell_them(odd):
    def answer(asked):
        if asked.path != "/home/":
            return Answer(body=home_at("/home/", asked.path))
        read_only = "<D:current-user-privilege-set><D:privilege><D:read/></D:privilege></D:current-user-privilege-set>"
        return Answer(
            body=multistatus(
                "<D:href>/home/</D:href>" + propstat("<D:resourcetype><D:collection/></D:resourcetype>"),
                "<D:href>/home/holidays/</D:href>"
                + propstat(CALENDAR + read_only)
                + propstat("<D:displayname/>", "404 Not Found"),
                f"<D:href>{odd.url}/home/mine</D:href>"
                + propstat(CALENDAR + "<D:displayname>Mine\u202e \n hers</D:displayname>"),
                "<D:href>/home/inbox/</D:href>"
                + propstat("<D:resourcetype><D:collection/><C:schedule-inbox/></D:resourcetype>"),
                "<D:href>/home/locked/</D:href><D:status>HTTP/1.1 403 Forbidden</D:status>",
                "<D:href>https://elsewhere.test/home/x/</D:href>" + propstat(CALENDAR),
            )
        )

    odd.answer = answer
    with connect(odd.url, "ann", "pw") as account:
        found = account.calendars()

    assert [(info.url, info.name, info.writable) for info in found] == [
        (f"{odd.url}/home/holidays/", "holidays", False),
        (f"{odd.url}/home/mine/", "Mine hers", True),
    ]


def test_calendars_on_a_foreign_host_are_not_asked_with_the_password(odd, other):
    odd.answer = lambda asked: Answer(body=home_at(f"{other.url}/home/", asked.path))

    with pytest.raises(Insecure, match="another server"):
        connect(odd.url, "ann", "pw")

    assert other.asked == []


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<!doctype html><html><form>Sign in</form></html>", "text/html"),
        (207, b"<!doctype html><html></html>", "text/html"),
        (200, b'{"hello": 1}', "application/json"),
        (207, b"<rss/>", "application/xml"),
        (404, b"", "text/plain"),
        (405, b"", "text/plain"),
        (204, b"", "text/plain"),
        (418, b"teapot", "text/plain"),
    ],
)
def test_what_is_no_calendar_server_is_told_in_one_sentence(odd, capfd, status, body, kind):
    odd.answer = lambda asked: Answer(status, body, {"Content-Type": kind})

    with pytest.raises(NotCalDAV) as told:
        connect(odd.url, "ann", "pw")

    assert "CalDAV" in str(told.value)
    assert "\n" not in str(told.value)
    assert capfd.readouterr() == ("", "")
