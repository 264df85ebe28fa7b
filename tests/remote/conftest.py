"""The fixtures that the tests of the calendar client share."""

from __future__ import annotations

import pytest

from tests.remote.odd_server import certificate, odd, odd_tls, other
from tests.remote.radicale_server import radicale, radicale_process

__all__ = ["certificate", "odd", "odd_tls", "other", "radicale", "radicale_process"]


@pytest.fixture(autouse=True)
def _own_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy, certificates or debugging of the developer's; no way out of the machine is needed."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
