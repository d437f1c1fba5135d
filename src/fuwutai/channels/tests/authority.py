"""An authorization server of our own (RFC 6749, RFC 7636, RFC 7662), and an SMTP server that asks it about tokens."""

import base64
import hashlib
import json
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from fuwutai.channels.tests.servers import Receiver

CLIENT, SECRET = "fuwutai", "client-secret-of-the-test"


@dataclass
class Authority:
    """Gives tokens to one client. `refusal` is the error that it answers with instead; `life` how long tokens last."""

    users: dict[str, str] = field(default_factory=dict)
    life: Any = 3600
    refusal: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _refresh: str = ""
    _user: str = ""

    def __enter__(self) -> "Authority":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answers_for(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_visited(self, address: str, *, user: str) -> str:
        """What a browser brings back after `user` said yes: the address to return to, with a code."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        code = secrets.token_urlsafe(8)
        self._codes[code] = {**asked, "user": user}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def grant(self, *, user: str) -> str:
        """A refresh token, as if `user` had said yes before."""
        self._refresh, self._user = secrets.token_urlsafe(8), user
        return self._refresh

    def revoke_all(self) -> None:
        self.users.clear()

    def give(self, asked: dict[str, str]) -> dict[str, Any]:
        self.asked.append(asked)
        if self.refusal:
            return {"error": self.refusal, "error_description": "The test wants it so."}
        if (asked["client_id"], asked.get("client_secret")) != (CLIENT, SECRET):
            return {"error": "invalid_client"}
        user = self._user_for(asked)
        if user is None:
            return {"error": "invalid_grant", "error_description": "Unknown code or token."}
        token = secrets.token_urlsafe(24)
        self.given.append(token)
        self.users[token] = user
        given = {"access_token": token, "token_type": "Bearer", "expires_in": self.life}
        if asked["grant_type"] == "client_credentials":
            return given
        return {**given, "refresh_token": self.grant(user=user)}

    def _user_for(self, asked: dict[str, str]) -> str | None:
        match asked["grant_type"]:
            case "client_credentials":
                return "desk"
            case "refresh_token":
                return self._user if asked["refresh_token"] == self._refresh else None
            case "authorization_code":
                begun = self._codes.pop(asked["code"], None)
                challenge = base64.urlsafe_b64encode(hashlib.sha256(asked["code_verifier"].encode()).digest())
                same = begun and begun["code_challenge"] == challenge.rstrip(b"=").decode()
                return begun["user"] if begun and same and begun["redirect_uri"] == asked["redirect_uri"] else None
        return None


def _answers_for(authority: Authority) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = authority.give({name: values[0] for name, values in asked.items()})
            self._say(answer, status=400 if "error" in answer else 200)

        def do_GET(self) -> None:
            user = authority.users.get(parse_qs(urlsplit(self.path).query)["token"][0])
            self._say({"active": True, "user": user} if user else {"active": False})

        def _say(self, answer: dict[str, Any], *, status: int = 200) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Answers


class TokenReceiver(Receiver):
    """An SMTP server that takes mail only from whoever shows a token of the authority."""

    def __init__(self, authority: Authority) -> None:
        super().__init__(auth_require_tls=False, auth_exclude_mechanism=["LOGIN", "PLAIN"])
        self._authority = authority

    async def handle_MAIL(  # noqa: N802 - the library calls it so
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        envelope.mail_from = address
        return "250 OK" if session.authenticated else "530 Sign in first"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - the library calls it so
        shown = base64.b64decode(args[1]).decode().split("\x01")
        user, token = shown[0].removeprefix("user="), shown[1].removeprefix("auth=Bearer ")
        if self._authority.users.get(token) == user:
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"401"}')
        return AuthResult(success=False, handled=False)
