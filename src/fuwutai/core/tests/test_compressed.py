import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_goes_out_compressed_to_whoever_reads_that(client: Client) -> None:
    compressed = client.get("/account/login/", headers={"accept-encoding": "gzip"})
    plain = client.get("/account/login/")
    assert gzip.decompress(compressed.content).startswith(plain.content[:200])
    assert len(compressed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in compressed["Vary"]
