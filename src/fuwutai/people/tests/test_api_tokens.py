"""Programs come in by a token, as far as it goes and as long as it holds."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from fuwutai.core import clock
from fuwutai.people import services, tokens
from fuwutai.people.choices import Scope
from fuwutai.people.models import ApiToken
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]


def test_token_is_made_once_told_and_used(cast: Cast, call: Call) -> None:
    made = call("rita").post("/me/tokens", {"name": "Report", "scope": "write"})
    assert made.headers["Cache-Control"] == "no-store"
    secret = made.json()["secret"]
    assert secret.startswith("fwt_")
    assert not ApiToken.objects.filter(digest__contains=secret).exists()
    mine = Program(call().client, secret)
    assert mine.get("/me").json()["scope"] == "write"
    assert secret not in mine.get("/me/tokens").content.decode()


def test_revoked_token_is_refused_after_seconds(cast: Cast, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    program = call("rita")
    assert program.get("/me").status_code == 200
    services.revoke_token(cast.rita.tokens.get())
    monkeypatch.setattr("fuwutai.people.tokens.time.monotonic", lambda: float("inf"))
    assert program.get("/me").status_code == 401


def test_revoking_ones_own_token(cast: Cast, call: Call) -> None:
    program = call("rita")
    other = services.issue_token(cast.rita, name="old", scope=Scope.READ)[0]
    assert program.delete(f"/me/tokens/{other.pk}").status_code == 204
    assert [token["name"] for token in program.get("/me/tokens").json()["items"]] == ["test"]


def test_nobody_revokes_somebody_elses(cast: Cast, call: Call) -> None:
    other = services.issue_token(cast.amy, name="amy's", scope=Scope.READ)[0]
    assert call("ada").delete(f"/me/tokens/{other.pk}").status_code == 404


def test_day_of_last_use_is_kept(cast: Cast, call: Call) -> None:
    program = call("rita")
    program.get("/me")
    assert cast.rita.tokens.get().last_used_on == clock.now().date()


def test_day_of_last_use_is_written_once_a_day(cast: Cast, call: Call) -> None:
    program = call("rita")
    program.get("/me")
    ApiToken.objects.update(name="untouched")
    tokens.forget()
    program.get("/me")
    assert ApiToken.objects.get().name == "untouched"


def test_token_ends_by_itself(cast: Cast, call: Call) -> None:
    program = call("rita")
    ends = (clock.now() + timedelta(days=30)).isoformat()
    secret = program.post("/me/tokens", {"name": "x", "expires_at": ends}).json()["secret"]
    short = Program(program.client, secret)
    assert short.get("/me").status_code == 200
    tokens.forget()
    with clock.at(clock.now() + timedelta(days=31)):
        assert short.get("/me").status_code == 401


def test_token_never_gives_itself_more(call: Call) -> None:
    assert call("ada", Scope.WRITE).post("/me/tokens", {"name": "x", "scope": "admin"}).status_code == 403


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer", "Bearer  ", "fwt_x"])
def test_other_credentials_are_refused(call: Call, header: str) -> None:
    answer = call().client.get("/api/v1/me", headers={"authorization": header})
    assert answer.status_code == 401


def test_own_language_and_time_zone(cast: Cast, call: Call) -> None:
    rita = call("rita")
    told = rita.patch("/me", {"language": "en", "time_zone": "Asia/Singapore"}).json()["person"]
    assert (told["language"], told["time_zone"]) == ("en", "Asia/Singapore")
    assert rita.patch("/me", {"time_zone": "Mars/Base"}).status_code == 422
