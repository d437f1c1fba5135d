"""What happens when the product starts where another program listens, and when one of its processes ends."""

import os
import socket
import time

import pytest

from fuwutai.site import supervision
from fuwutai.site.options import Options
from fuwutai.site.processes import AddressTaken, check_addresses


@pytest.mark.parametrize("option", ["bind", "live_bind", "smtp_bind"])
def test_taken_port_names_the_variable_to_set(option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        free = Options(bind="127.0.0.1:0", live_bind="off", smtp_bind="")
        with pytest.raises(AddressTaken, match=f"listens at {address}. End it, or set FUWUTAI_{option.upper()}"):
            check_addresses(free.model_copy(update={option: address}))


def test_free_ports_are_no_reason_to_complain() -> None:
    check_addresses(Options(bind="127.0.0.1:0", live_bind="off", smtp_bind=""))


def test_a_process_that_dies_again_and_again_keeps_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = supervision._STARTING.Process(target=os._exit, args=(1,))
    ended.start()
    ended.join()
    child = supervision._Child("web", ended, ended.pid or 0, started_at=time.monotonic(), wait=60)
    monkeypatch.setattr(supervision, "_start", lambda command: supervision._Child(command, ended, 0, 0))
    assert supervision._revive(child) is child
    child.again_at = time.monotonic()
    assert supervision._revive(child) is not child
