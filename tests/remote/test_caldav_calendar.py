"""Reading and writing single objects on a real Radicale."""

from __future__ import annotations

import pytest

from crm.remote.caldav_client import connect, open_calendar
from crm.remote.errors import Changed, Missing, NotCalDAV, NotTaken, RemoteError, Unreachable, WrongPassword
from tests.remote.events import event


@pytest.fixture
def calendar(radicale):
    url = radicale.make()
    with open_calendar(url, radicale.user, radicale.password) as opened:
        yield opened


def test_an_event_goes_there_and_comes_back_as_it_is_kept(radicale, calendar):
    href = calendar.href_of("follow-up-1")

    etag = calendar.put(href, event("follow-up-1", "Call Zoë – “now”"), None)

    assert etag
    assert calendar.listing() == {href: etag}
    assert radicale.names() == ["follow-up-1.ics"]
    got_etag, data = calendar.fetch([href])[href]
    assert got_etag == etag
    assert data == radicale.get(href)
    assert "SUMMARY:Call Zoë – “now”\r\n".encode() in data
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_the_listing_is_one_request_however_many_there_are(radicale, calendar):
    for number in range(30):
        radicale.put(calendar.href_of(f"uid-{number}"), event(f"uid-{number}"))

    assert len(calendar.listing()) == 30

    assert radicale.counts == {"PROPFIND": 1}


def test_fetching_goes_in_batches_and_leaves_out_what_is_gone(radicale, calendar):
    hrefs = [calendar.href_of(f"uid-{number}") for number in range(60)]
    for number, href in enumerate(hrefs):
        if number != 7:
            radicale.put(href, event(f"uid-{number}"))

    found = calendar.fetch(hrefs)

    assert list(found) == [href for href in hrefs if href != hrefs[7]]
    assert all(b"UID:uid-%d\r\n" % hrefs.index(href) in data for href, (_, data) in found.items())
    assert radicale.counts == {"REPORT": 2}


def test_an_event_that_is_there_already_is_not_written_over(radicale, calendar):
    href = calendar.href_of("a")
    radicale.put(href, event("a", "theirs"))

    with pytest.raises(Changed):
        calendar.put(href, event("a", "ours"), None)

    assert b"SUMMARY:theirs" in radicale.get(href)


def test_an_event_that_somebody_changed_is_not_written_over(radicale, calendar):
    href = calendar.href_of("a")
    etag = calendar.put(href, event("a", "first"), None)
    radicale.put(href, event("a", "theirs"))

    with pytest.raises(Changed, match="changed on the server"):
        calendar.put(href, event("a", "ours"), etag)

    assert b"SUMMARY:theirs" in radicale.get(href)
    etag = calendar.put(href, event("a", "ours"), calendar.listing()[href])
    assert calendar.listing() == {href: etag}
    assert b"SUMMARY:ours" in radicale.get(href)


def test_an_event_that_somebody_changed_is_not_deleted(radicale, calendar):
    href = calendar.href_of("a")
    etag = calendar.put(href, event("a", "first"), None)
    radicale.put(href, event("a", "theirs"))

    with pytest.raises(Changed):
        calendar.delete(href, etag)

    assert radicale.names() == ["a.ics"]
    calendar.delete(href, calendar.listing()[href])
    assert radicale.names() == []


def test_deleting_what_is_gone_says_that_it_is_missing(calendar):
    with pytest.raises(Missing):
        calendar.delete(calendar.href_of("a"), '"x"')


def test_updating_what_is_gone_does_not_make_it_anew(radicale, calendar):
    href = calendar.href_of("a")
    etag = calendar.put(href, event("a"), None)
    radicale.delete(href)

    with pytest.raises((Changed, Missing)):
        calendar.put(href, event("a"), etag)

    assert radicale.names() == []


def test_a_uid_that_is_in_the_calendar_under_another_name_is_told(radicale, calendar):
    radicale.put(calendar.href_of("other-name"), event("a"))

    with pytest.raises(Changed, match="UID"):
        calendar.put(calendar.href_of("a"), event("a"), None)


def test_data_that_is_no_calendar_is_not_taken(calendar):
    with pytest.raises(NotTaken):
        calendar.put(calendar.href_of("a"), b"not a calendar", None)


@pytest.mark.parametrize(
    "uid", ["5d0c0c5e-6a0a-4cb5-a1f7-0a2f3b1c9e11", "a@callback", "../../x", "a/b c?#", "ü", ".ics"]
)
def test_every_uid_has_a_place_that_the_server_takes(radicale, calendar, uid):
    href = calendar.href_of(uid)

    etag = calendar.put(href, event(uid), None)

    assert calendar.listing() == {href: etag}
    assert list(calendar.fetch([href])) == [href]


def test_a_calendar_that_was_taken_away_is_missing(radicale, calendar):
    radicale.delete(f"/{radicale.user}/callback/")

    with pytest.raises(Missing):
        calendar.listing()
    with pytest.raises(Missing):
        calendar.put(calendar.href_of("a"), event("a"), None)


def test_an_empty_etag_binds_nothing_and_is_refused(radicale, calendar):
    with pytest.raises(NotCalDAV, match="etag"):
        calendar.put(calendar.href_of("a"), event("a"), "")
    with pytest.raises(NotCalDAV, match="etag"):
        calendar.delete(calendar.href_of("a"), "")
    assert radicale.requests == 0


def test_an_event_of_another_calendar_is_left_alone(radicale, calendar):
    radicale.make("private")
    href = f"/{radicale.user}/private/a.ics"
    radicale.put(href, event("a"))

    with pytest.raises(RemoteError, match="another calendar"):
        calendar.delete(href, '"x"')

    assert radicale.names("private") == ["a.ics"]
    assert radicale.requests == 0


def test_a_wrong_password_is_told_and_not_shown(radicale, calendar):
    with (
        open_calendar(calendar.url, radicale.user, "not the pässword") as opened,
        pytest.raises(WrongPassword, match="user and password") as told,
    ):
        opened.listing()

    assert "pässword" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__context__ is None


@pytest.mark.parametrize(("kind", "written"), [("cut", False), ("lost", True)])
def test_a_connection_cut_in_a_write_is_told_and_the_next_request_works(radicale, calendar, kind, written):
    href = calendar.href_of("a")
    calendar.listing()
    radicale.fail(kind, times=1, method="PUT")

    with pytest.raises(Unreachable, match="cut"):
        calendar.put(href, event("a"), None)

    assert radicale.names() == (["a.ics"] if written else [])
    assert set(calendar.listing()) == ({href} if written else set())


def test_half_a_listing_is_no_listing(radicale, calendar):
    href = calendar.href_of("a")
    calendar.put(href, event("a"), None)
    radicale.fail("half", times=2)

    with pytest.raises(Unreachable, match="cut"):
        calendar.listing()

    assert set(calendar.listing()) == {href}


def test_a_request_is_sent_once_even_when_its_answer_is_lost(radicale, calendar):
    radicale.cut_after(0, method="PUT", lost=True)

    with pytest.raises(Unreachable):
        calendar.put(calendar.href_of("a"), event("a"), None)

    assert radicale.counts["PUT"] == 1


def test_an_account_and_its_calendars_share_one_sign_in(radicale):
    radicale.make()
    with connect(radicale.home, radicale.user, radicale.password) as account:
        (info,) = account.calendars()
        opened = account.open(info)
        radicale.reset()

        etag = opened.put(opened.href_of("a"), event("a"), None)

        assert opened.listing() == {opened.href_of("a"): etag}
        assert radicale.counts == {"PUT": 1, "PROPFIND": 1}
        assert all("Authorization" in headers for _, _, headers, _ in radicale.seen)


def test_what_only_reads_is_asked_once_more_when_it_was_cut_and_a_put_is_not(radicale, calendar):
    href = calendar.href_of("a")
    calendar.put(href, event("a"), None)
    radicale.fail("cut", times=1)
    assert list(calendar.listing()) == [href]

    radicale.reset()
    radicale.fail("cut", times=1)
    with pytest.raises(Unreachable, match="cut"):
        calendar.put(calendar.href_of("b"), event("b"), None)
    assert radicale.counts["PUT"] == 1
