"""The bell, one's own choices and lost deliveries by program."""

from collections.abc import Callable

from fuwutai.core.jobs.models import Job
from fuwutai.notices.choices import DeliveryState
from fuwutai.notices.models import Delivery
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]


def test_bell_is_read(cast: Cast, call: Call) -> None:
    cast.ticket()
    rita = call("rita")
    [notice] = rita.get("/notices", unread="true").json()["items"]
    assert notice["line"] == "We received your report"
    assert rita.post("/notices/reading", {"ids": [notice["id"]]}).json() == {"marked": 1}
    assert rita.get("/notices", unread="true").json()["items"] == []
    assert call("otto").post("/notices/reading", {"ids": [notice["id"]]}).json() == {"marked": 0}


def test_what_one_does_not_want_is_not_sent(cast: Cast, call: Call) -> None:
    rita = call("rita")
    choice = {"kind": "ticket.closed", "channel": "mail", "wanted": False}
    chosen = rita.put("/notices/preferences", {"preferences": [choice]}).json()
    assert [one["wanted"] for one in chosen if (one["kind"], one["channel"]) == ("ticket.closed", "mail")] == [False]
    refused = rita.put("/notices/preferences", {"preferences": [{**choice, "kind": "ticket.logged"}]})
    assert refused.status_code == 422


def test_lost_delivery_is_sent_again_or_given_up(cast: Cast, call: Call) -> None:
    cast.ticket()
    cast.ticket()
    Delivery.objects.update(state=DeliveryState.FAILED, error="550 no such user")
    Job.objects.all().delete()
    mona = call("mona")
    first, second = mona.get("/deliveries").json()["items"]
    assert first["error"] == "550 no such user"
    assert mona.post(f"/deliveries/{first['id']}/sending").status_code == 202
    assert Job.objects.count() == 1
    assert mona.post(f"/deliveries/{second['id']}/abandonment").status_code == 204
    assert mona.get("/deliveries").json()["items"] == []
    assert mona.post(f"/deliveries/{second['id']}/sending").status_code == 404
