"""A web server that does as the test says, and tells what it was asked."""

from __future__ import annotations

import contextlib
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


@dataclass
class Answer:
    """What the server says. `drip`: the body byte by byte, with this many seconds between; `close`: without a word."""

    status: int = 207
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    close: bool = False


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def signed(self) -> bool:
        """Whether a password (or what was made from it) came along."""
        return "Authorization" in self.headers


class OddServer:
    """`answer` is asked for each request; `asked` keeps them all."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Answer] = lambda _: Answer(404)
        self.over = threading.Event()
        outer = self

        class Hand(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.command, self.path, dict(self.headers.items()), body)
                outer.asked.append(asked)
                self._say(outer.answer(asked))

            def _say(self, answer: Answer) -> None:
                self.send_response_only(answer.status)
                headers = {"Content-Type": "application/xml; charset=utf-8", **answer.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if answer.drip:
                    for byte in answer.body:
                        if outer.over.wait(answer.drip):
                            return
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                self.wfile.write(b"" if answer.drip else answer.body)
                self.close_connection = self.close_connection or answer.close

            def log_message(self, *args: object) -> None:
                """Nothing on the terminal."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up is what the test is about."""

        self._server = Server(("127.0.0.1", 0), Hand)
        self.port = self._server.server_port
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'http' if context is None else 'https'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[OddServer]:
    server = OddServer(context)
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def odd() -> Iterator[OddServer]:
    """A server at http://127.0.0.1 that answers 404 until it is told something else."""
    with serving() as server:
        yield server


@pytest.fixture
def other() -> Iterator[OddServer]:
    """Another one, to which nobody gave the password."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody but itself signed, with its key in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed: a false certificate cannot be made")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", "key.pem", "-out", "cert.pem", "-days", "2000", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=folder, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    (folder / "both.pem").write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return folder / "both.pem"


@pytest.fixture
def odd_tls(certificate: Path) -> Iterator[OddServer]:
    """The same at https, with the certificate that nobody else signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as server:
        yield server


def multistatus(*responses: str) -> bytes:
    """A multistatus of `<D:response>` bodies."""
    inside = "".join(f"<D:response>{response}</D:response>" for response in responses)
    return (
        '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f"{inside}</D:multistatus>"
    ).encode()


def propstat(props: str, status: str = "200 OK") -> str:
    return f"<D:propstat><D:prop>{props}</D:prop><D:status>HTTP/1.1 {status}</D:status></D:propstat>"


CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"


def home_at(path: str, answer_at: str) -> bytes:
    """What a server says at `answer_at` whose calendars are at `path`."""
    return multistatus(
        f"<D:href>{answer_at}</D:href>"
        + propstat(f"<C:calendar-home-set><D:href>{path}</D:href></C:calendar-home-set>")
    )
