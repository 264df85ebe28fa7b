"""`callback calendar` as a person and a script use it, on a server and a keyring in memory."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crm.book import publishing
from crm.remote.errors import NotInstalled, Unreachable, WrongPassword
from crm.remote.protocol import CalendarInfo
from crm.secrets.errors import SilentKeyring
from tests.book.calendar_server import MemoryCalendar
from tests.cli.conftest import Callback

URL = "https://cloud.example.test/"
SECRET = "korrekt-pferd-batterie"
THU = date(2026, 12, 3)
WORK = CalendarInfo(f"{URL}ann/work/", "Work")
HOME = CalendarInfo(f"{URL}ann/home/", "Home")
SEEN = CalendarInfo(f"{URL}ann/holidays/", "Holidays", writable=False)


class Keyring(dict[str, str]):
    """A keyring in memory; `why` makes it none, `silent` one that does not answer."""

    why = ""
    silent = False

    def __call__(self, patience: float = 10) -> Keyring:
        return self

    def available(self) -> Any:
        return SimpleNamespace(ok=not self.why, why=self.why, backend="Secret Service")

    def store(self, account: str, secret: str) -> None:
        self[account] = secret

    def read(self, account: str) -> str | None:
        if self.silent:
            raise SilentKeyring("The keyring did not answer within 10 seconds.")
        return self.get(account)

    def forget(self, account: str) -> bool:
        if self.silent:
            raise SilentKeyring("The keyring did not answer within 10 seconds.")
        return self.pop(account, None) is not None


class World:
    """A server with calendars, a keyring, and what was typed where nothing is shown."""

    def __init__(self) -> None:
        self.server = MemoryCalendar()
        self.calendars = [WORK]
        self.named: CalendarInfo | None = None
        self.secret = SECRET
        self.keyring = Keyring()
        self.typed: list[str] = []
        self.asked: list[str] = []
        self.failure: Exception | None = None

    def find(self, url: str, user: str, password: str, *, http: bool = False) -> publishing.Found:
        self._check(password)
        return publishing.Found(url, tuple(self.calendars), self.named)

    def make(self, url: str, user: str, password: str, name: str, *, http: bool = False) -> CalendarInfo:
        self._check(password)
        self.calendars.append(CalendarInfo(f"{URL}ann/new/", name))
        return self.calendars[-1]

    def open(self, connection: publishing.Connection, password: str) -> Any:
        def before(method: str) -> None:
            self._check(password)

        self.server.before = before
        return self.server

    def hidden(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.typed.pop(0)

    def _check(self, password: str) -> None:
        if self.failure:
            raise self.failure
        if password != self.secret:
            raise WrongPassword("cloud.example.test does not accept the user and password.")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(publishing, "find_calendars", world.find)
    monkeypatch.setattr(publishing, "new_calendar", world.make)
    monkeypatch.setattr(publishing, "open_remote", world.open)
    monkeypatch.setattr("crm.secrets.keyring_box.SecretBox", world.keyring)
    monkeypatch.setattr("click.termui.hidden_prompt_func", world.hidden)
    monkeypatch.delenv("CALLBACK_CALDAV_PASSWORD", raising=False)
    return world


@pytest.fixture
def connected(people: Callback, world: World, monkeypatch: pytest.MonkeyPatch) -> Callback:
    """A book with a call to Dana on 1 Dec, connected, the password in the environment."""
    monkeypatch.setenv("CALLBACK_CALDAV_PASSWORD", SECRET)
    people("edit", "taro", "--set", "cadence=none")
    for name in ("dana", "sam", "山田"):
        people("edit", name, "--set", "cadence=none")
    people("plan", "dana", "2026-12-01", "the role", "--channel", "call")
    assert people("calendar", "connect", URL, "--user", "ann").code == 0
    return people


# Connecting


def test_connecting_types_the_password_without_an_echo_and_offers_the_keyring(people: Callback, world: World) -> None:
    world.typed = [SECRET]
    done = people("calendar", "connect", URL, "--user", "ann", typed="y\n")
    assert done.code == 0
    assert "Connected: Work on cloud.example.test." in done.out
    assert "Password of ann on cloud.example.test" in world.asked[0]
    assert "Keep the password in the keyring (Secret Service)?" in done.err
    assert "--make Callback" in done.err
    assert world.keyring == {"ann on https://cloud.example.test": SECRET}
    assert SECRET not in done.out + done.err


def test_a_password_is_no_argument(people: Callback, world: World) -> None:
    assert people("calendar", "connect", URL, "--user", "ann", "--password", SECRET).code == 2
    done = people("calendar", "connect", f"https://ann:{SECRET}@cloud.example.test", "--user", "ann")
    assert done.code == 2
    assert "out of the address" in done.err
    assert SECRET not in done.out + done.err


def test_without_a_terminal_the_password_is_asked_for_in_a_sentence(people: Callback, world: World) -> None:
    done = people("calendar", "connect", URL, "--user", "ann")
    assert done.code == 2
    assert "CALLBACK_CALDAV_PASSWORD" in done.err
    assert world.asked == []


@pytest.mark.parametrize(
    "failure", [None, Unreachable("No answer."), NotInstalled('pip install "callback-crm[caldav]"')]
)
def test_what_does_not_sign_in_is_kept_nowhere(people: Callback, world: World, failure: Exception | None) -> None:
    world.failure = failure
    world.typed = ["wrong"]
    done = people("calendar", "connect", URL, "--user", "ann", typed="y\n")
    assert done.code == 2
    assert world.keyring == {}
    assert people("calendar", "status").code == 1
    if failure:
        assert str(failure) in done.err


def test_no_answer_to_the_password_does_nothing(people: Callback, world: World) -> None:
    world.typed = [""]
    assert people("calendar", "connect", URL, "--user", "ann", typed="").code == 2
    assert people("calendar", "status").code == 1


def test_http_to_another_machine_is_refused_before_a_password_is_asked(people: Callback, world: World) -> None:
    done = people("calendar", "connect", "http://cloud.example.test", "--user", "ann", typed="")
    assert done.code == 2
    assert "https://" in done.err
    assert world.asked == []
    world.typed = [SECRET]
    assert people(
        "calendar", "connect", "http://cloud.example.test", "--user", "ann", "--allow-http", typed="n\n"
    ).code == 0  # fmt: skip


def test_no_keyring_is_said_in_words_and_each_sync_asks(people: Callback, world: World) -> None:
    world.keyring.why = "There is no keyring on this machine."
    world.typed = [SECRET, SECRET]
    done = people("calendar", "connect", URL, "--user", "ann", typed="")
    assert done.code == 0
    assert "There is no keyring on this machine. Without it each sync asks for the password." in done.err
    assert "not kept" in people("calendar", "status").out
    assert people("calendar", "sync", typed="").code == 0
    assert len(world.asked) == 2
    lonely = people("calendar", "sync")
    assert (lonely.code, "kept nowhere" in lonely.err) == (2, True)


def test_the_keyring_can_be_declined_or_left_out(people: Callback, world: World) -> None:
    world.typed = [SECRET, SECRET]
    assert people("calendar", "connect", URL, "--user", "ann", typed="n\n").code == 0
    assert people("calendar", "connect", URL, "--user", "ann", "--no-keyring", typed="").code == 0
    assert world.keyring == {}


def test_a_password_that_is_not_to_be_kept_any_more_leaves_the_keyring(people: Callback, world: World) -> None:
    world.typed = [SECRET, SECRET]
    people("calendar", "connect", URL, "--user", "ann", typed="y\n")
    assert world.keyring
    people("calendar", "connect", URL, "--user", "ann", "--no-keyring", typed="")
    assert world.keyring == {}


def test_several_calendars_are_chosen_from_or_one_is_made(people: Callback, world: World) -> None:
    world.calendars = [WORK, HOME, SEEN]
    world.typed = [SECRET] * 6

    def connect(*more: str, typed: str = "") -> Any:
        return people("calendar", "connect", URL, "--user", "ann", "--no-keyring", *more, typed=typed)

    assert "Connected: Home" in connect(typed="2\n").out
    assert "Connected: Home" in connect().out, "the one it had"
    assert "Connected: Work" in connect("--calendar", "work").out
    missing = connect("--calendar", "play")
    assert (missing.code, "Holidays (read only)" in missing.err) == (2, True)
    assert "can only be read" in connect("--calendar", "holidays").err
    made = connect("--make", "Callback")
    assert "Made the calendar Callback" in made.out
    world.typed = [SECRET] * 2
    assert "is there already" in connect("--make", "callback").err
    assert connect("--make", "a", "--calendar", "b").code == 2


def test_several_calendars_without_a_terminal_are_listed(
    people: Callback, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLBACK_CALDAV_PASSWORD", SECRET)
    world.calendars = [WORK, HOME]
    done = people("calendar", "connect", URL, "--user", "ann")
    assert done.code == 2
    assert "  Work\n  Home\n" in done.err
    world.named = HOME
    assert "Connected: Home" in people("calendar", "connect", URL, "--user", "ann").out


def test_another_calendar_begins_anew_and_says_what_stays(connected: Callback, world: World) -> None:
    connected("calendar", "sync")
    world.calendars.append(HOME)
    done = connected("calendar", "connect", URL, "--user", "ann", "--calendar", "home")
    assert "1 event of this book stay in the calendar Work" in done.err
    assert connected("calendar", "status", "--json").json["published"] == 0


# Syncing


def test_a_sync_says_each_thing_in_a_line(connected: Callback, world: World) -> None:
    done = connected("calendar", "sync")
    assert (done.code, done.out) == (0, "Put: Call Dana Whitfield (Northwind Robotics), Tue 1 Dec\n")
    assert done.err == "Work: 1 put.\n"
    again = connected("calendar", "sync")
    assert (again.code, again.out, again.err) == (0, "", "Work: 1 unchanged.\n")
    world.server.drag("Call Dana", THU)
    moved = connected("calendar", "sync")
    assert "moved to Thu 3 Dec, as in the calendar." in moved.out
    assert "`callback undo` takes a move back." in moved.err
    assert "2026-12-03" in connected("show", "dana", "--json").out
    connected("done", "dana")
    assert connected("calendar", "sync").out == "Removed: Call Dana Whitfield (Northwind Robotics)\n"


def test_a_dry_run_does_nothing(connected: Callback, world: World) -> None:
    done = connected("calendar", "sync", "--dry-run")
    assert done.out.startswith("Would put: Call Dana")
    assert done.err == "Work: 1 to put. Nothing was changed yet, neither here nor there.\n"
    assert world.server.objects == {}
    assert connected("calendar", "sync", "--dry-run", "--json").json["dry_run"] is True


def test_a_dry_run_ends_as_the_sync_would(connected: Callback, world: World) -> None:
    connected("calendar", "sync")
    world.server.take_out("Call Dana")
    assert connected("calendar", "sync", "--dry-run").code == 3
    assert connected("calendar", "status", "--json").json["asks"] == []


def test_json_has_it_all(connected: Callback, world: World) -> None:
    assert connected("calendar", "sync", "--json").json == {
        "dry_run": False,
        "put": ["Call Dana Whitfield (Northwind Robotics), Tue 1 Dec"],
        "updated": [],
        "removed": [],
        "moved": [],
        "unchanged": 0,
        "notes": [],
        "problems": [],
        "asks": [],
        "emptied": None,
        "stopped": "",
    }


def test_what_was_deleted_there_is_asked_on_a_terminal(connected: Callback, world: World) -> None:
    connected("calendar", "sync")
    world.server.take_out("Call Dana")
    lonely = connected("calendar", "sync")
    assert lonely.code == 3 and lonely.err.endswith("Work: 1 to decide.\n")
    assert "1  Call Dana Whitfield (Northwind Robotics): here Tue 1 Dec, deleted in the calendar." in lonely.err
    later = connected("calendar", "sync", typed="\n")
    assert later.code == 3
    done = connected("calendar", "sync", typed="again\n")
    assert done.code == 0
    assert len(world.server.objects) == 1
    world.server.take_out("Call Dana")
    assert connected("calendar", "sync", typed="cancel\n").code == 0
    assert (
        connected("undo").out
        == "Undone: Call off Call Dana Whitfield (Northwind Robotics), as deleted in the calendar\n"
    )


def test_a_conflict_is_listed_and_resolved_by_number_or_uid(connected: Callback, world: World) -> None:
    connected("calendar", "sync")
    world.server.drag("Call Dana", THU)
    connected("move", "dana", "2026-12-02")
    ask = connected("calendar", "sync", "--json").json["asks"][0]
    assert (ask["kind"], ask["here"], ask["there"]) == ("conflict", "Wed 2 Dec", "Thu 3 Dec")
    status = connected("calendar", "status")
    assert "here Wed 2 Dec, in the calendar: Thu 3 Dec." in status.out
    assert connected("calendar", "resolve", "7", "ours").code == 1
    assert connected("calendar", "resolve", "1", "again").code == 2
    assert connected("calendar", "resolve", "all", "leave").code == 2
    assert connected("calendar", "resolve", ask["uid"][:13], "theirs").out.startswith("Call Dana")
    assert connected("calendar", "sync").code == 0
    assert world.server.titled("Call Dana").start == THU
    assert connected("calendar", "resolve", "1", "ours").code == 1, "nothing is left to decide"


def test_all_can_be_decided_at_once(connected: Callback, world: World) -> None:
    connected("plan", "sam", "2026-12-05", "x")
    connected("calendar", "sync")
    world.server.objects.clear()
    assert connected("calendar", "sync").code == 3
    assert len(connected("calendar", "resolve", "all", "leave", "--json").json["done"]) == 2
    assert connected("calendar", "sync").code == 0
    left = connected("calendar", "status", "--json").json["left_out"]
    assert [ask["summary"] for ask in left] == [
        "Call Dana Whitfield (Northwind Robotics)", "Follow up with Sam Lee (Kestrel Health)"
    ]  # fmt: skip
    assert left[0]["uid"][:13] in connected("calendar", "status").out
    assert connected("calendar", "resolve", left[0]["uid"][:13], "cancel").code == 2
    assert connected("calendar", "resolve", left[0]["uid"][:13], "again").code == 0
    assert connected("calendar", "sync").code == 0
    assert len(world.server.objects) == 1


def test_an_emptied_calendar_is_one_question(connected: Callback, world: World) -> None:
    for day in range(2, 12):
        connected("plan", "dana", f"2026-12-{day:02}", "x")
    connected("calendar", "sync")
    world.server.objects.clear()
    lonely = connected("calendar", "sync")
    assert (lonely.code, "11 of the 11 events" in lonely.err) == (3, True)
    assert connected("calendar", "sync", typed="nothing\n").code == 3
    assert world.server.objects == {}
    assert connected("calendar", "sync", typed="again\n").code == 0
    assert len(world.server.objects) == 11
    world.server.objects.clear()
    assert connected("calendar", "sync", "--gone", "again").code == 0
    assert len(world.server.objects) == 11


def test_cut_off_it_says_so_and_goes_on_the_next_time(connected: Callback, world: World) -> None:
    connected("plan", "sam", "2026-12-05", "x")
    world.server.cut_at = 3
    done = connected("calendar", "sync")
    assert done.code == 2
    assert "Put: Call Dana" in done.out
    assert "The connection was cut." in done.err
    world.server.cut_at = 0
    assert connected("calendar", "sync").code == 0
    assert len(world.server.objects) == 2


def test_a_password_that_was_changed_later(connected: Callback, world: World) -> None:
    connected("calendar", "sync")
    world.secret = "another"
    done = connected("calendar", "sync")
    assert (done.code, done.out) == (2, "")
    assert "does not accept" in done.err
    assert SECRET not in done.err
    assert len(world.server.objects) == 1


def test_a_kept_password_that_was_changed_later_is_asked_for_by_connecting(people: Callback, world: World) -> None:
    world.typed = [SECRET]
    people("calendar", "connect", URL, "--user", "ann", typed="y\n")
    world.secret = "another"
    done = people("calendar", "sync")
    assert done.code == 2
    assert "`callback calendar connect` again" in done.err
    world.typed = ["another"]
    assert people("calendar", "connect", URL, "--user", "ann", typed="y\n").code == 0
    assert people("calendar", "sync").code == 0


def test_a_keyring_that_does_not_answer_is_told_and_the_person_asked(people: Callback, world: World) -> None:
    world.typed = [SECRET]
    people("calendar", "connect", URL, "--user", "ann", typed="y\n")
    world.keyring.silent = True
    lonely = people("calendar", "sync")
    assert (lonely.code, "did not answer" in lonely.err) == (2, True)
    world.typed = [SECRET]
    assert people("calendar", "sync", typed="").code == 0
    done = people("calendar", "disconnect", "--yes")
    assert (done.code, "may still be in the keyring" in done.err) == (0, True)


@pytest.mark.parametrize("verb", [["sync"], ["status"], ["disconnect", "--yes"]])
def test_without_a_calendar_the_way_to_one_is_told(people: Callback, world: World, verb: list[str]) -> None:
    done = people("calendar", *verb)
    assert done.code == 1
    assert "`callback calendar connect URL --user NAME`" in done.err


def test_status_tells_the_last_sync_that_came_to_its_end(connected: Callback, world: World) -> None:
    assert "Synced to the end: never." in connected("calendar", "status").out
    assert connected("calendar", "status", "--json").json["last_sync"] is None
    world.failure = Unreachable("The calendar server cannot be reached.")
    assert connected("calendar", "sync").code
    assert connected("calendar", "status", "--json").json["last_sync"] is None
    world.failure = None
    connected("calendar", "sync")
    synced = datetime.fromisoformat(connected("calendar", "status", "--json").json["last_sync"])
    assert synced.tzinfo is not None
    assert f"Synced to the end: today at {synced:%H:%M}." in connected("calendar", "status").out


def test_status_counts_what_waits(connected: Callback, world: World) -> None:
    connected("calendar", "sync")
    assert "1 event there; nothing waits for the next sync." in connected("calendar", "status").out
    connected("move", "dana", "2026-12-09")
    connected("plan", "sam", "2026-12-05", "x")
    found = connected("calendar", "status", "--json").json
    assert (found["published"], found["waiting"], found["calendar"], found["user"]) == (1, 2, "Work", "ann")


# Leaving


def test_disconnecting_asks_forgets_and_says_what_stays(connected: Callback, world: World) -> None:
    connected("calendar", "sync")
    assert connected("calendar", "disconnect").code == 1
    assert connected("calendar", "disconnect", typed="n\n").code == 1
    done = connected("calendar", "disconnect", typed="y\n")
    assert (done.code, "1 event stay in Work" in done.err) == (0, True)
    assert len(world.server.objects) == 1
    assert connected("calendar", "status").code == 1


def test_disconnecting_can_take_our_events_out_and_nothing_else(connected: Callback, world: World) -> None:
    connected("plan", "sam", "2026-12-05", "x")
    connected("calendar", "sync")
    world.server.drag("Call Dana", datetime(2026, 12, 3, 9))
    world.server.store("/ann/callback/dentist.ics", b"not ours")
    world.server.cut_at = 1 + world.server.counts.total() + 1
    stopped = connected("calendar", "disconnect", "--remove-events", "--yes")
    assert (stopped.code, "stays connected" in stopped.err) == (2, True)
    world.server.cut_at = 0
    assert connected("calendar", "disconnect", "--remove-events", "--yes").code == 0
    assert list(world.server.objects) == ["/ann/callback/dentist.ics"]
    assert connected("calendar", "status").code == 1


def test_disconnecting_takes_the_password_out_of_the_keyring(people: Callback, world: World) -> None:
    world.typed = [SECRET]
    people("calendar", "connect", URL, "--user", "ann", typed="y\n")
    assert world.keyring
    assert "out of the keyring" in people("calendar", "disconnect", "--yes").err
    assert world.keyring == {}


def test_no_file_has_the_password(people: Callback, world: World, tmp_path: Path) -> None:
    world.typed = [SECRET, SECRET]
    people("plan", "dana", "2026-12-01", "x")
    people("calendar", "connect", URL, "--user", "ann", "--no-keyring", typed="")
    people("calendar", "sync", typed="")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize("verb", ["", "connect", "sync", "status", "resolve", "disconnect"])
def test_the_help_fits_a_terminal(people: Callback, verb: str) -> None:
    done = people("calendar", *filter(None, [verb]), "--help")
    assert done.code == 0
    assert "Examples:" in done.out
    assert max(map(len, done.out.splitlines())) <= 100
