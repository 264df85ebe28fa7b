"""A real Radicale, with a layer in front that counts requests and cuts connections.

`from tests.remote.radicale_server import radicale, radicale_process` gives the fixtures. One server runs for
each test process; every test has an account of its own on it, an empty counter and no faults.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

_CONFIG = """
[server]
hosts = 127.0.0.1:{port}
timeout = 30
[auth]
type = htpasswd
htpasswd_filename = {users}
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {storage}
[web]
type = none
[logging]
level = error
"""
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


@dataclass
class Fault:
    """What happens instead of a plain answer.

    `after` requests (of `method`, or of all when it is empty) go through first; then `times` requests meet the
    fault. `kind`: "cut" never reaches the server and the connection ends without a word; "lost" is done by the
    server and the answer never comes; "half" sends the first half of the answer; "status" answers `status`
    with `headers` and `body` and does not reach the server; "hang" says nothing until the test ends.
    """

    kind: str
    after: int = 0
    times: int = 1_000_000
    method: str = ""
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Radicale:
    """One account on the server. `url` is the bare host; `home` the calendar-home of the account."""

    url: str
    user: str
    password: str
    behind: str  # the same server without the counting layer
    storage: Path
    counts: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)  # method, path, headers, body
    faults: list[Fault] = field(default_factory=list)

    @property
    def home(self) -> str:
        """The collection that holds the account's calendars (in Radicale also its principal)."""
        return f"{self.url}/{self.user}/"

    @property
    def requests(self) -> int:
        """How many requests came in since the last `reset`."""
        return self.counts.total()

    def reset(self) -> None:
        """Counters at nought, no faults."""
        self.counts.clear()
        self.seen.clear()
        self.faults.clear()

    def fail(self, kind: str, **how: object) -> Fault:
        """Meets the next requests with a fault; gives it, so that a test can take it out again."""
        fault = Fault(kind, **how)  # type: ignore[arg-type]
        self.faults.append(fault)
        return fault

    def cut_after(self, requests: int, *, method: str = "", lost: bool = False) -> Fault:
        """After so many requests every further one ends in a cut connection (`lost`: done, but not answered)."""
        return self.fail("lost" if lost else "cut", after=requests, method=method)

    def fault_for(self, method: str) -> Fault | None:
        """The fault this request meets; counts it down."""
        for fault in self.faults:
            if fault.method and fault.method != method:
                continue
            if fault.after > 0:
                fault.after -= 1
            elif fault.times > 0:
                fault.times -= 1
                return fault
        return None

    # What somebody else does on the server: straight to it, neither counted nor faulty.

    def make(self, name: str = "callback", *, title: str = "Callback", components: str = "VEVENT") -> str:
        """Makes a calendar; gives its address through the counting layer."""
        kinds = "".join(f'<C:comp name="{kind}"/>' for kind in components.split())
        body = (
            '<?xml version="1.0" encoding="utf-8"?>'
            '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
            f"<D:set><D:prop><D:displayname>{title}</D:displayname>"
            f"<C:supported-calendar-component-set>{kinds}</C:supported-calendar-component-set>"
            "</D:prop></D:set></C:mkcalendar>"
        )
        status, _, answer = self.directly("MKCALENDAR", f"/{self.user}/{name}/", body.encode())
        assert status == 201, answer
        return f"{self.home}{name}/"

    def put(self, path: str, data: bytes) -> None:
        """Writes one object, whatever is there. `path` is below the host."""
        status, _, answer = self.directly("PUT", path, data, {"Content-Type": "text/calendar; charset=utf-8"})
        assert status in (201, 204), answer

    def get(self, path: str) -> bytes | None:
        """One object as the server has it, or None."""
        status, _, answer = self.directly("GET", path)
        return answer if status == 200 else None

    def delete(self, path: str) -> None:
        """Takes one object (or a whole calendar) away."""
        status, _, answer = self.directly("DELETE", path)
        assert status in (200, 204), answer

    def names(self, calendar: str = "callback") -> list[str]:
        """The file names of the objects in a calendar, as they lie in the store of the server."""
        folder = self.storage / "collection-root" / self.user / calendar
        return sorted(path.name for path in folder.glob("*.ics"))

    def directly(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One request past the counting layer: status, headers, body."""
        word = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return _send(self.behind, method, path, body, {"Authorization": f"Basic {word}", **(headers or {})})


def _send(host: str, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


class _Layer(ThreadingHTTPServer):
    """Hands requests on to Radicale for the account of the test that runs now."""

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        super().__init__(("127.0.0.1", 0), _Hand)
        self.behind = behind
        self.now: Radicale | None = None
        self.over = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that went away is no news."""


class _Hand(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Layer

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(self.command, self.path, dict(self.headers.items()), body)

    def _answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        now, fault = self.server.now, None
        if now is not None:
            now.counts[method] += 1
            now.seen.append((method, path, headers, body))
            fault = now.fault_for(method)
        if fault and fault.kind in ("cut", "hang"):
            if fault.kind == "hang":
                self.server.over.wait(60)
            self._cut()
            return
        if fault and fault.kind == "status":
            self._reply(fault.status, fault.headers, fault.body)
            return
        kept = {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}
        status, given, answer = _send(self.server.behind, method, path, body, kept)
        if fault and fault.kind == "lost":
            self._cut()
            return
        self._reply(status, given, answer, half=bool(fault and fault.kind == "half"))

    def _reply(self, status: int, headers: dict[str, str], body: bytes, *, half: bool = False) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if half else body)
        if half:
            self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *args: object) -> None:
        """Nothing on the terminal."""


@dataclass
class RadicaleProcess:
    """The running server and its layer; `account` makes somebody new on it."""

    layer: _Layer
    users: Path
    storage: Path

    def account(self) -> Radicale:
        """A new account, and the counting starts again for it."""
        user, password = f"ann{uuid.uuid4().hex[:8]}", f"pässwörd {uuid.uuid4().hex[:8]}"
        with self.users.open("a", encoding="utf-8") as out:
            out.write(f"{user}:{password}\n")
        now = Radicale(
            f"http://127.0.0.1:{self.layer.server_port}", user, password, self.layer.behind, self.storage
        )  # fmt: skip
        self.layer.now = now
        return now


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(folder: Path) -> Iterator[RadicaleProcess]:
    """Starts Radicale with its files in `folder`, on a free port of 127.0.0.1; ends it afterwards."""
    port, users, storage = free_port(), folder / "users", folder / "storage"
    users.touch()
    config = folder / "config"
    config.write_text(_CONFIG.format(port=port, users=users, storage=storage), encoding="utf-8")
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", str(config)],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=folder,
            env={name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPATH")},
        )  # fmt: skip
        layer = _Layer(f"127.0.0.1:{port}")
        try:
            _until_it_listens(process, port, said)
            threading.Thread(target=layer.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            yield RadicaleProcess(layer, users, storage)
        finally:
            layer.over.set()
            layer.shutdown()
            layer.server_close()
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def _until_it_listens(process: subprocess.Popen[bytes], port: int, said: object) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said.seek(0)  # type: ignore[attr-defined]
            raise AssertionError(f"Radicale ended at once: {said.read().decode(errors='replace')}")  # type: ignore[attr-defined]
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("Radicale did not listen within 30 seconds")


@pytest.fixture(scope="session")
def radicale_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RadicaleProcess]:
    """The server, one for each test process."""
    pytest.importorskip("radicale")
    with running(tmp_path_factory.mktemp("radicale")) as process:
        yield process


@pytest.fixture
def radicale(radicale_process: RadicaleProcess) -> Iterator[Radicale]:
    """An account of this test alone on a real Radicale."""
    yield radicale_process.account()
    radicale_process.layer.now = None
