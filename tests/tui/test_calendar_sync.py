"""The calendar server from the app: connecting, syncing, deciding, and what a slow or silent one does not hold up."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from calendar_host import (
    SECRET,
    THU,
    TUE,
    URL,
    WORK,
    World,
    calendar,
    connected,
    in_keyring,
    in_memory,  # noqa: F401 (the fixture `world`)
    on_row,
    synced,
    three,
)
from home_host import call, home, picture, toasts, until

from crm.book import follow_ups, publishing
from crm.book.publish_last import last_synced
from crm.book.publishing import Connection
from crm.remote.errors import Unreachable
from crm.remote.protocol import CalendarInfo
from crm.tui.dialogs.calendar_server import ConnectDialog
from crm.tui.dialogs.pick import PickDialog
from crm.tui.dialogs.secret import SecretDialog
from crm.tui.screens.calendar import CalendarScreen

ACCOUNT = publishing.password_account(Connection(URL, "ann", WORK.url, "Work"))
SIZES = [(80, 24), (120, 36), (200, 50)]


async def opened(pilot, kind):
    await until(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.focused is not None)
    return pilot.app.screen


async def typed(pilot, text):
    await pilot.press(*("minus" if char == "-" else char for char in text))


def nowhere(app, path: Path) -> None:
    """The password is neither on the screen, nor said, nor in a draft, nor in a file."""
    assert SECRET not in app.export_screenshot() and SECRET not in picture(app)
    assert not any(SECRET in toast for toast in toasts(app))
    assert SECRET not in repr(vars(app.desk().drafts))
    for file in path.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file


async def said(pilot, words: str) -> str:
    await until(pilot, lambda: any(words in toast for toast in toasts(pilot.app)))
    return " ".join(toasts(pilot.app))


async def connect(pilot, screen, secret: str = SECRET) -> None:
    """Through the form to the list of calendars."""
    await on_row(pilot, screen, "server")
    await pilot.press("enter")
    dialog = await opened(pilot, ConnectDialog)
    dialog.form_fields["url"].text = "cloud.example.test"
    dialog.form_fields["user"].text = "ann"
    dialog.form_fields["secret"].control.value = secret
    await pilot.press("enter")


async def drag_both(pilot, screen, world: World) -> None:
    """Synced, then Ann is moved on both sides, Sam's event deleted there, Dana's moved there."""
    await pilot.press("y")
    await said(pilot, "3 put")
    await synced(pilot, screen)
    await call(screen, follow_ups.move_follow_up, 1, TUE.replace(day=4))
    world.server.drag("Ann", THU)
    world.server.take_out("Sam")
    world.server.drag("Dana", THU)
    pilot.app.clear_notifications()
    await pilot.press("y")
    await said(pilot, "moved here")
    await synced(pilot, screen)


# Connecting


async def test_connecting_signs_in_picks_a_calendar_and_keeps_the_password_in_the_keyring(tmp_path, world):
    async with calendar(tmp_path, three, size=SIZES[0]) as (pilot, screen):
        await connect(pilot, screen)
        pick = await opened(pilot, PickDialog)
        assert [choice.label for choice in pick.choices] == ["Make a new one, named Callback", "Work"]
        nowhere(pilot.app, tmp_path)
        await pilot.press("down", "enter")
        await said(pilot, "Connected: Work at cloud.example.test. y syncs.")
        await synced(pilot, screen)
        assert world.keyring == {ACCOUNT: SECRET}
        kept = await call(screen, publishing.connection_of)
        assert kept == Connection(URL, "ann", WORK.url, "Work", keyring=True)
        assert world.requests == 1 and world.server.objects == {}, "nothing is synced unasked"
        await until(pilot, lambda: "Work, 3 changes to go" in picture(pilot.app))
        nowhere(pilot.app, tmp_path)


async def test_the_form_shows_dots_and_keeps_no_draft_of_the_password(tmp_path, world):
    async with calendar(tmp_path, three) as (pilot, screen):
        await on_row(pilot, screen, "server")
        await pilot.press("enter")
        dialog = await opened(pilot, ConnectDialog)
        await until(pilot, lambda: "Kept in Secret Service." in picture(pilot.app))
        await typed(pilot, "cloud")
        dialog.form_fields["secret"].control.focus()
        await typed(pilot, SECRET)
        assert "•" * len(SECRET) in picture(pilot.app)
        pilot.app.copy_to_clipboard("before")
        await pilot.press("home", "shift+end", "ctrl+c", "ctrl+x")
        assert pilot.app.clipboard == "before"
        nowhere(pilot.app, tmp_path)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        nowhere(pilot.app, tmp_path)
        await pilot.press("enter")
        dialog = await opened(pilot, ConnectDialog)
        assert dialog.form_fields["url"].text == "cloud" and dialog.form_fields["secret"].secret == ""
        assert world.requests == 0


async def test_a_wrong_password_comes_back_to_the_form_with_everything_in_it(tmp_path, world):
    async with calendar(tmp_path, three) as (pilot, screen):
        await connect(pilot, screen, "wrong")
        await until(pilot, lambda: "does not accept the user and password" in picture(pilot.app))
        dialog = await opened(pilot, ConnectDialog)
        assert dialog.form_fields["url"].text == URL and dialog.form_fields["user"].text == "ann"
        dialog.form_fields["secret"].control.value = SECRET
        await pilot.press("enter")
        await opened(pilot, PickDialog)
        await pilot.press("enter")
        await said(pilot, "Connected: Callback at")
        assert [info.name for info in world.calendars][-1] == "Callback"


async def test_without_a_keyring_the_password_is_typed_once_a_sitting(tmp_path, world):
    world.keyring.why = "There is no keyring on this machine."
    async with calendar(tmp_path, connected) as (pilot, screen):
        await pilot.press("y")
        await opened(pilot, SecretDialog)
        await pilot.press("enter")
        await until(pilot, lambda: "The password of the account" in picture(pilot.app))
        await typed(pilot, SECRET)
        nowhere(pilot.app, tmp_path)
        await pilot.press("enter")
        await said(pilot, "3 put.")
        await synced(pilot, screen)
        pilot.app.clear_notifications()
        await pilot.press("y")
        await said(pilot, "Work is as it should be: 3 events.")
        assert world.keyring == {}
        nowhere(pilot.app, tmp_path)


async def test_the_form_says_why_there_is_no_keyring_and_asks_each_time(tmp_path, world):
    world.keyring.why = "There is no keyring on this machine."
    async with calendar(tmp_path, three) as (pilot, screen):
        await on_row(pilot, screen, "server")
        await pilot.press("enter")
        dialog = await opened(pilot, ConnectDialog)
        await until(pilot, lambda: dialog.form_fields["keep"].text == "each")
        assert "Held in memory until you quit" in picture(pilot.app)
        await pilot.press("f3")
        await until(pilot, lambda: "There is no keyring on this machine." in picture(pilot.app))


async def test_plain_http_to_another_machine_has_to_be_said_on_purpose(tmp_path, world):
    async with calendar(tmp_path, three) as (pilot, screen):
        await on_row(pilot, screen, "server")
        await pilot.press("enter")
        dialog = await opened(pilot, ConnectDialog)
        assert not dialog.form_fields["http"].display
        dialog.form_fields["url"].text = "http://localhost:5232"
        await pilot.pause()
        assert not dialog.form_fields["http"].display
        dialog.form_fields["url"].text = "http://cloud.example.test"
        dialog.form_fields["user"].text = "ann"
        await until(pilot, lambda: dialog.form_fields["http"].display)
        dialog.form_fields["secret"].control.value = SECRET
        await pilot.press("enter")
        await until(pilot, lambda: "readable for everybody" in picture(pilot.app))
        assert world.requests == 0
        await pilot.press("f4", "enter")
        await opened(pilot, PickDialog)
        await pilot.press("escape")
        await synced(pilot, screen)
        assert await call(screen, publishing.connection_of) is None


async def test_a_calendar_whose_name_would_do_harm_is_drawn_as_it_is(tmp_path, world):
    evil = "[/] [@click=app.quit]x[/] \x1b[31m\x1b]52;c;aGk=\x07\u202e end"
    world.calendars = [CalendarInfo(WORK.url, evil)]
    async with calendar(tmp_path, lambda book: connected(book, name=evil)) as (pilot, screen):
        await connect(pilot, screen)
        await opened(pilot, PickDialog)
        assert "[@click=app.quit]x[/]" in picture(pilot.app) and "\x1b" not in picture(pilot.app)
        await pilot.press("enter")
        await said(pilot, "Connected: [/] [@click=app.quit]x[/]")
        await synced(pilot, screen)
        await on_row(pilot, screen, "server")
        assert "\x1b" not in picture(pilot.app) and "\u202e" not in picture(pilot.app)


# Syncing


async def test_a_sync_says_what_it_did_and_undo_takes_a_move_back(tmp_path, world, monkeypatch):
    world.keyring[ACCOUNT] = SECRET
    async with calendar(tmp_path, in_keyring) as (pilot, screen):
        await on_row(pilot, screen, "server")
        await pilot.press("y")
        await said(pilot, "3 put.")
        await synced(pilot, screen)
        assert len(world.server.objects) == 3
        assert await call(screen, last_synced) is not None and "today 12:00" in picture(pilot.app)
        world.server.drag("Dana", THU)
        await pilot.press("y")
        told = await said(pilot, "1 moved here")
        assert "1 moved here: Call Dana Whitfield (Northwind) to Thu 3 Dec; u undoes." in told
        await synced(pilot, screen)
        assert "Call Dana Whitfield (Northwind): moved to Thu 3 Dec" in " ".join(picture(pilot.app).split())
        await pilot.press("u")
        await said(pilot, "Undone: ")
        assert (await call(screen, follow_ups.get_follow_up, 2)).on == TUE
        assert world.threads == {"calendar"}, "never on the screen's thread or the book's"


async def test_from_home_one_key_syncs_and_it_can_be_seen(tmp_path, world):
    world.keyring[ACCOUNT] = SECRET
    world.slow = threading.Event()
    async with home(tmp_path, in_keyring) as (pilot, screen):
        await pilot.press("Y")
        await until(pilot, lambda: "Syncing with Work …" in picture(pilot.app))
        await pilot.press("1", "slash", "s", "a", "m")
        await until(pilot, lambda: screen.people.text == "sam")
        world.slow.set()
        await said(pilot, "3 put.")
        await until(pilot, lambda: "Syncing" not in picture(pilot.app))


async def test_without_a_server_it_says_where_one_is_connected(tmp_path, world):
    async with home(tmp_path, three) as (pilot, _):
        await pilot.press("Y")
        await said(pilot, "No calendar server is connected: Enter on it in the calendar screen (i) connects one.")
        assert world.requests == 0


async def test_esc_stops_a_server_that_does_not_answer_and_the_next_sync_waits_for_it(tmp_path, world, monkeypatch):
    monkeypatch.setattr("crm.tui.calendar_desk._GRACE_SECONDS", 0.05)
    world.keyring[ACCOUNT] = SECRET
    world.slow = threading.Event()
    async with home(tmp_path, in_keyring) as (pilot, _):
        await pilot.press("Y")
        await until(pilot, lambda: world.requests == 1)
        await pilot.press("Y")
        await said(pilot, "is being talked to already")
        await pilot.press("escape")
        await said(pilot, "Stopped; the next sync goes on from there.")
        await pilot.press("Y")
        await said(pilot, "still letting go of the server")
        lingering = pilot.app.home.acts.calendar._lingering
        world.slow.set()
        await until(pilot, lambda: not lingering.lingers)
        world.slow = None
        await pilot.press("Y")
        await said(pilot, "3 put.")


async def test_esc_between_two_events_leaves_the_rest_to_the_next_sync(tmp_path, world):
    world.keyring[ACCOUNT] = SECRET
    async with calendar(tmp_path, in_keyring) as (pilot, screen):
        puts = []
        go_on = threading.Event()

        def before(method: str) -> None:
            if method == "put":
                puts.append(method)
                go_on.wait(20)

        world.server.before = before
        await pilot.press("y")
        await until(pilot, lambda: puts)
        await pilot.press("escape")
        await until(pilot, lambda: "Stopping, syncing with Work" in picture(pilot.app))
        assert pilot.app.screen is screen, "the first Esc is for the sync"
        go_on.set()
        await said(pilot, "1 put. Stopped; the next sync goes on from here.")
        await synced(pilot, screen)
        assert len(world.server.objects) == 1 and await call(screen, last_synced) is None
        await pilot.press("y")
        await said(pilot, "2 put.")


async def test_a_server_that_cannot_be_reached_is_one_sentence(tmp_path, world):
    world.keyring[ACCOUNT] = SECRET
    world.failure = Unreachable("cloud.example.test does not answer.")
    async with calendar(tmp_path, in_keyring) as (pilot, screen):
        await pilot.press("y")
        await said(pilot, "cloud.example.test does not answer.")
        await synced(pilot, screen)
        assert await call(screen, last_synced) is None


# Passwords


async def test_a_locked_keyring_holds_nothing_up_and_esc_ends_the_wait(tmp_path, world):
    world.keyring.waits = threading.Event()
    async with calendar(tmp_path, in_keyring) as (pilot, screen):
        await pilot.press("y")
        await until(pilot, lambda: "Asking the keyring" in picture(pilot.app))
        await pilot.press("j", "j")
        await until(pilot, lambda: screen.list.current == "folder")
        await pilot.press("escape")
        await said(pilot, "Stopped; the next sync goes on from there.")
        world.keyring.waits.set()
        assert pilot.app.screen is screen and world.requests == 0


async def test_a_keyring_that_stays_locked_is_said_where_the_password_is_asked_for(tmp_path, world):
    world.keyring.locked = "The keyring is locked, and was not unlocked."
    async with calendar(tmp_path, in_keyring) as (pilot, screen):
        await pilot.press("y")
        await opened(pilot, SecretDialog)
        assert "The keyring is locked, and was not unlocked." in picture(pilot.app)
        await typed(pilot, SECRET)
        await pilot.press("enter")
        await said(pilot, "3 put.")
        await synced(pilot, screen)
        assert world.keyring == {}, "held in memory, not forced into what is locked"


async def test_a_password_that_was_changed_is_asked_for_again_and_kept(tmp_path, world):
    world.keyring[ACCOUNT] = "old"
    async with calendar(tmp_path, in_keyring) as (pilot, screen):
        await pilot.press("y")
        await opened(pilot, SecretDialog)
        assert "does not accept the user and password" in picture(pilot.app)
        await typed(pilot, SECRET)
        await pilot.press("enter")
        await said(pilot, "3 put.")
        await synced(pilot, screen)
        assert world.keyring == {ACCOUNT: SECRET}


async def test_leaving_the_password_does_nothing(tmp_path, world):
    async with calendar(tmp_path, connected) as (pilot, screen):
        await pilot.press("y")
        await opened(pilot, SecretDialog)
        await pilot.press("escape")
        await said(pilot, "No password was given: nothing was synced.")
        await synced(pilot, screen)
        assert world.requests == 0


async def test_the_environment_comes_first(tmp_path, world, monkeypatch):
    monkeypatch.setenv("CALLBACK_CALDAV_PASSWORD", SECRET)
    async with calendar(tmp_path, connected) as (pilot, screen):
        await pilot.press("y")
        await said(pilot, "3 put.")
        await synced(pilot, screen)
        nowhere(pilot.app, tmp_path)


# What is to be decided


@pytest.mark.parametrize("size", SIZES[::2])
async def test_what_a_sync_leaves_open_is_decided_in_the_list(tmp_path, world, size):
    world.keyring[ACCOUNT] = SECRET
    async with calendar(tmp_path, in_keyring, size=size) as (pilot, screen):
        await drag_both(pilot, screen, world)
        assert "2 to decide: the list has it." in " ".join(toasts(pilot.app))
        asks = [key for key in screen.list.keys if key.startswith("ask:")]
        assert len(asks) == 2
        # Sam's event was deleted there: called off here, which undo takes back.
        await on_row(pilot, screen, asks[0])
        await until(pilot, lambda: "call it off here" in picture(pilot.app))
        pilot.app.clear_notifications()
        await pilot.press("o")
        await said(pilot, "That is for what was moved on both sides")
        await pilot.press("c")
        await said(pilot, "Call Sam Lee (Northwind): called off; u undoes.")
        await until(pilot, lambda: asks[0] not in screen.list.keys)
        await pilot.press("u")
        await said(pilot, "Undone")
        # Ann's was moved on both sides: theirs.
        await on_row(pilot, screen, asks[1])
        await until(pilot, lambda: "Fri 4 Dec" in picture(pilot.app) and "Thu 3 Dec" in picture(pilot.app))
        pilot.app.clear_notifications()
        await pilot.press("t")
        await said(pilot, "u undoes.")
        assert (await call(screen, follow_ups.get_follow_up, 1)).on == THU


async def test_ours_is_put_there_by_the_next_sync_and_what_is_left_out_stays_out(tmp_path, world):
    world.keyring[ACCOUNT] = SECRET
    async with calendar(tmp_path, in_keyring) as (pilot, screen):
        await drag_both(pilot, screen, world)
        sam, ann = (key for key in screen.list.keys if key.startswith("ask:"))
        await on_row(pilot, screen, ann)
        await pilot.press("enter")
        pick = await opened(pilot, PickDialog)
        assert [choice.key for choice in pick.choices] == ["ours", "theirs"]
        assert not any(choice.detail for choice in pick.choices), "no letters: here typing narrows the list"
        await pilot.press("enter")
        await said(pilot, "the next sync puts that in the calendar")
        await on_row(pilot, screen, sam)
        await pilot.press("x")
        await said(pilot, "out of the calendar")
        await until(pilot, lambda: "Left out of the calendar" in picture(pilot.app))
        pilot.app.clear_notifications()
        await pilot.press("y")
        await said(pilot, "1 updated.")
        await synced(pilot, screen)
        assert world.server.titled("Ann").start == TUE.replace(day=4) and len(world.server.objects) == 2
        await on_row(pilot, screen, "left:")
        await pilot.press("a")
        await said(pilot, "in the calendar again")
        pilot.app.clear_notifications()
        await pilot.press("y")
        await said(pilot, "1 put.")
        await synced(pilot, screen)
        assert len(world.server.objects) == 3


async def test_a_calendar_that_was_emptied_is_asked_about_before_anything_is_done(tmp_path, world):
    world.keyring[ACCOUNT] = SECRET

    def many(book):
        three(book)
        for number in (1, 2, 3):
            for day in (5, 6):
                follow_ups.plan_follow_up(book, number, TUE.replace(day=day), "again", "call")
        publishing.connect(book, Connection(URL, "ann", WORK.url, "Work", keyring=True))

    async with calendar(tmp_path, many) as (pilot, screen):
        await pilot.press("y")
        await said(pilot, "9 put.")
        await synced(pilot, screen)
        world.server.objects.clear()
        for picked, words in (("escape", "Nothing was done"), ("enter", "9 put.")):
            pilot.app.clear_notifications()
            await pilot.press("y")
            await opened(pilot, PickDialog)
            assert "9 of the 9 events in Work are gone" in picture(pilot.app)
            await pilot.press(picked)
            await said(pilot, words)
            await synced(pilot, screen)
        assert len(world.server.objects) == 9


# Disconnecting


@pytest.mark.parametrize(("keys", "left"), [(["enter"], 3), (["down", "enter"], 0)])
async def test_disconnecting_forgets_the_calendar_and_its_password(tmp_path, world, keys, left):
    world.keyring[ACCOUNT] = SECRET
    async with calendar(tmp_path, in_keyring) as (pilot, screen):
        await pilot.press("y")
        await said(pilot, "3 put.")
        await synced(pilot, screen)
        await on_row(pilot, screen, "server")
        await pilot.press("D")
        await opened(pilot, PickDialog)
        await pilot.press(*keys)
        told = await said(pilot, "Disconnected from Work.")
        assert "The password is out of the keyring." in told and ("3 events stay there" in told) == bool(left)
        await synced(pilot, screen)
        assert world.keyring == {} and len(world.server.objects) == left
        assert await call(screen, publishing.connection_of) is None
        assert "not connected" in picture(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CalendarScreen))
