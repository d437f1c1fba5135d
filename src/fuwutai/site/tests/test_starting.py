"""Starting where another program listens already says which setting to change."""

import socket

import pytest

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
