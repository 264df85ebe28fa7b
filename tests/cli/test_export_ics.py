"""`callback export ics` as a person and a script use it."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crm.book.follow_ups import move_follow_up, plan_follow_up
from crm.book.people import add_contact
from crm.book.session import Book
from crm.cli.export_ics import ics
from crm.cli.state import State
from crm.domain.people import Contact
from tests.formats.ics_bytes import problems, values

TODAY = date(2026, 11, 22)


@pytest.fixture
def item(book: Book) -> int:
    """An open follow-up."""
    contact = add_contact(book, Contact("Dana Whitfield", cadence="none"))
    return plan_follow_up(book, contact, TODAY, "the role", "call")


def export(book: Book, *arguments: str) -> Result:
    return CliRunner().invoke(ics, list(arguments), obj=State(book.path))


def test_the_usual_file_is_in_this_folder_and_counted(
    book: Book, item: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = export(book)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "callback-followups.ics: 1 event (1 new, 0 changed, 0 cancelled).\n"
    assert problems(Path("callback-followups.ics").read_bytes()) == []


def test_with_nothing_new_no_file_is_written(book: Book, item: int, tmp_path: Path) -> None:
    assert export(book, "-o", str(tmp_path / "a.ics")).exit_code == 0
    done = export(book, "-o", str(tmp_path / "b.ics"))
    assert done.exit_code == 1
    assert "Nothing is new" in done.stderr
    assert not (tmp_path / "b.ics").exists()


def test_everything_twice_is_byte_identical(book: Book, item: int, tmp_path: Path) -> None:
    piped = export(book, "--all", "-o", "-").stdout_bytes
    for name in ("a.ics", "b.ics"):
        assert export(book, "--all", "-o", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_bytes() == piped


def test_standard_output_counts_only_when_it_is_marked(book: Book, item: int) -> None:
    first = export(book, "-o", "-")
    assert problems(first.stdout_bytes) == []
    assert export(book, "-o", "-", "--mark").stdout_bytes == first.stdout_bytes
    done = export(book, "-o", "-")
    assert (done.exit_code, done.stdout_bytes) == (1, b"")


def test_a_moved_one_goes_out_again_with_a_higher_sequence(book: Book, item: int, tmp_path: Path) -> None:
    path = tmp_path / "out.ics"
    export(book, "-o", str(path))
    uid = values(path.read_bytes(), "UID")
    move_follow_up(book, item, TODAY.replace(day=30))
    assert "0 new, 1 changed" in export(book, "-o", str(path)).stderr
    assert (values(path.read_bytes(), "UID"), values(path.read_bytes(), "SEQUENCE")) == (uid, ["1"])


def test_the_help_says_which_way_suits_which_calendar() -> None:
    text = CliRunner().invoke(ics, ["--help"]).stdout
    lines = " ".join(text.split())
    for word in (
        "Thunderbird",
        "--all",
        "Google drops reminders",
        "exit code is 1",
        "callback-followups.ics",
    ):
        assert word in lines
    assert "Google, Apple: as it is, with only what is new; what moved moves there.\n" in text
    assert "Thunderbird, GNOME, Outlook: as it is; what moved is missed, or comes twice.\n" in text
    assert "--all -o all.ics && khal import --batch all.ics" in text, "a file that khal refused can be given again"
    assert max(map(len, text.splitlines())) <= 80


def test_an_empty_book_has_nothing_to_export(book: Book, tmp_path: Path) -> None:
    done = export(book, "--all", "-o", str(tmp_path / "out.ics"))
    assert done.exit_code == 1
    assert "nothing to put in a calendar" in done.stderr
