"""A call with a limit on the wait: its answer, its error, or an end to waiting."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from crm.secrets.in_time import in_time


def test_the_answer_comes_back_from_another_thread():
    assert in_time(threading.get_ident, 5) != threading.get_ident()


def test_an_error_is_raised_where_it_was_asked_for():
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 // 0, 5)


def test_waiting_ends():
    began, never = time.monotonic(), threading.Event()

    with pytest.raises(TimeoutError):
        in_time(lambda: never.wait(30), 0.05)

    assert time.monotonic() - began < 5
    never.set()


def test_what_hangs_does_not_hold_up_the_end_of_the_program():
    program = (
        "import time\nfrom crm.secrets.in_time import in_time\n"
        "try:\n    in_time(lambda: time.sleep(300), 0.1)\nexcept TimeoutError:\n    print('gave up')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "gave up\n"
