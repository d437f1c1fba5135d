"""Browsers keep their connections open; who comes after them is served all the same."""

import socket
from contextlib import ExitStack

import pytest

from tests.journeys.installation import Installation

pytestmark = pytest.mark.journey

_MANY = 300


def test_connections_that_are_only_kept_hold_nobody_up(desk: Installation) -> None:
    with ExitStack() as kept:
        for _browser in range(_MANY):
            connection = kept.enter_context(socket.create_connection(("127.0.0.1", desk.web_port), timeout=20))
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
