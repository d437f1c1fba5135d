"""Programs that call the API in somebody's name: `call("amy").post("/tickets/7/claim")`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from django.test import Client

from fuwutai.people import services as people
from fuwutai.people import tokens
from fuwutai.people.choices import Scope
from fuwutai.site.tests.cast import Cast


@dataclass
class Program:
    """A client of the API. `secret` is its token; paths are below `/api/v1`."""

    client: Client
    secret: str

    def get(self, path: str, **query: Any) -> Any:
        return self.send("GET", path, query=query)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body=body, headers=headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body=body, headers=headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PUT", path, body=body, headers=headers)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)

    def send(self, method: str, path: str, *, body: Any = None, query: Any = None, headers: Any = None) -> Any:
        """Bytes are sent as they are, anything else as JSON. `if_match="3"` is the header If-Match."""
        raw = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        if self.secret:
            named["authorization"] = f"Bearer {self.secret}"
        address = path if path.startswith("/api/") else f"/api/v1{path}"
        answer: Any = self.client.generic(
            method, address, raw, content_type="application/json", query_params=query, headers=named
        )
        return answer

    def upload(self, path: str, body: Any, files: list[Any], **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["authorization"] = f"Bearer {self.secret}"
        data = {"data": orjson.dumps(body).decode(), "files": files}
        return self.client.post(f"/api/v1{path}", data, headers=named)


@pytest.fixture
def call(cast: Cast) -> Callable[..., Program]:
    """A program with a token of somebody; each call gives a token of its own. No name: no token."""
    tokens.forget()

    def program(name: str = "", scope: Scope = Scope.ADMIN) -> Program:
        client = Client(headers={"accept-language": "en"})
        return Program(client, people.issue_token(cast.persons[name], name="test", scope=scope)[1] if name else "")

    return program
