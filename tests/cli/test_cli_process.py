"""What only a process of its own shows: closed pipes, a full disk, the module and the way out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def program(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | options
    return subprocess.Popen([sys.executable, "-m", "crm", *arguments], **options)


def test_python_dash_m_crm_is_the_same_program():
    process = program("--version")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert out.startswith(b"callback ")


def test_a_reader_that_has_heard_enough_ends_it_quietly(callback):
    callback("add", "Dana", "--notes", "long " * 200_000)
    process = program("show", "dana")
    process.stdout.read(10)
    process.stdout.close()

    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_sentence():
    with Path("/dev/full").open("wb") as full:
        process = program("--help", stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.count(b"\n") == 1
    assert b"No space left on device" in err


def test_without_a_terminal_the_app_is_refused_and_no_escape_is_written(home):
    process = program()
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, b"")
    assert b"needs a terminal" in err
    assert b"\x1b" not in err
    assert not home.exists()


def test_bytes_that_are_no_text_in_an_argument_do_no_harm(callback):
    process = program("add", os.fsdecode(b"Dana \xff\xfe"))
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"\xff" not in out
