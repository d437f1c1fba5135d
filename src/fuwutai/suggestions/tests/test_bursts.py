"""Many people report the same: seen, told once, explained, gathered, dismissed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.notices.models import Notice
from fuwutai.search import services as search
from fuwutai.site.tests.cast import Cast
from fuwutai.suggestions.models import Burst, Policy
from fuwutai.suggestions.queries import bursts as seen
from fuwutai.suggestions.services import bursts
from fuwutai.suggestions.wording import readable
from fuwutai.tickets.models import Ticket

Browse = Callable[[str], Client]
NAMES = ("rita", "kay", "sam", "lee", "tom")


def _report(cast: Cast, *names: str, title: str = "共享平台报会话已过期") -> list[Ticket]:
    return [cast.ticket(by=name, title=f"{title} {name}", description="") for name in names]


@pytest.fixture
def burst(cast: Cast) -> Burst:
    _report(cast, *NAMES[:4])
    [found] = bursts.look()
    return found


def test_four_people_with_the_same_fault_are_a_burst(cast: Cast, burst: Burst) -> None:
    assert burst.people == 4
    assert burst.tickets.count() == 4
    assert burst.words == ["共享平台报会话已过期"]
    assert Notice.objects.filter(kind="suggestions.burst").values_list("person", flat=True).get() == cast.mona.pk


def test_what_they_have_in_common_is_told_in_whole_words(cast: Cast) -> None:
    for name in NAMES[:4]:
        cast.ticket(by=name, title="财务共享服务中心电子档案，打不开，许可数已满", description="")
    [burst] = bursts.look()
    assert burst.words == ["财务共享服务中心电子档案", "打不开", "许可数已满"]
    assert readable(["打不", "附件"]) == ["附件"]


def test_it_is_told_once_and_grows(cast: Cast, burst: Burst) -> None:
    _report(cast, "tom")
    assert bursts.look() == []
    burst.refresh_from_db()
    assert burst.people == 5
    assert Notice.objects.filter(kind="suggestions.burst").count() == 1


def test_two_who_look_at_once_raise_it_once(cast: Cast) -> None:
    _report(cast, *NAMES[:4])
    first = bursts.crowds()
    _report(cast, "tom")
    second = bursts.crowds()
    assert [bool(bursts.keep(near)) for near in (*first, *second)] == [True, False]
    assert Burst.objects.get().people == 5
    assert Notice.objects.filter(kind="suggestions.burst").count() == 1


def test_one_person_who_reports_often_is_none(cast: Cast) -> None:
    _report(cast, *["rita"] * 6)
    assert bursts.look() == []


def test_different_faults_are_none(cast: Cast) -> None:
    for name, title in zip(NAMES, ("打印机卡纸", "VPN 断线", "邮箱满了", "鼠标失灵", "会议室投影"), strict=True):
        cast.ticket(by=name, title=title, description="")
    assert bursts.look() == []


def test_an_hour_apart_is_no_burst(cast: Cast) -> None:
    for ticket in _report(cast, *NAMES[:3]):
        Ticket.objects.filter(pk=ticket.pk).update(reported_at=clock.now() - timedelta(hours=3))
    _report(cast, NAMES[3])
    assert bursts.look() == []


def test_what_is_usual_at_this_hour_is_none(cast: Cast) -> None:
    for ticket in _report(cast, *["rita"] * 40, title="月末密码过期"):
        Ticket.objects.filter(pk=ticket.pk).update(
            state="closed", reported_at=clock.now() - timedelta(days=1 + ticket.pk % 20)
        )
    search.catch_up(200)
    _report(cast, *NAMES[:4], title="月末密码过期")
    # Two a day at this time: four people are two more than usual.
    assert bursts.look() == []
    Policy.objects.update_or_create(pk=1, defaults={"burst_least": 2})
    [found] = bursts.look()
    assert found.usual == 2


def test_one_click_gathers_them_under_the_oldest(cast: Cast, burst: Burst, browse: Browse) -> None:
    oldest = burst.tickets.order_by("pk")[0]
    answer = browse("amy").post(f"/suggestions/bursts/{burst.pk}/gathering")
    assert answer.headers["Location"] == f"/tickets/{oldest.pk}"
    assert oldest.children.count() == 3
    assert bursts.gather(cast.actor("amy"), Burst.objects.get()) == (oldest, 3, 0)
    [late] = _report(cast, "tom")
    bursts.look()
    bursts.gather(cast.actor("amy"), Burst.objects.get())
    late.refresh_from_db()
    assert late.parent == oldest


def test_whoever_may_not_gathers_nothing(cast: Cast, burst: Burst) -> None:
    with pytest.raises(Forbidden):
        bursts.gather(cast.actor("sam"), burst)
    burst.tickets.update(state="closed")
    with pytest.raises(Conflict):
        bursts.gather(cast.actor("amy"), burst)


def test_dismissed_with_a_reason_it_stays_away(cast: Cast, burst: Burst, browse: Browse) -> None:
    with pytest.raises(Invalid):
        bursts.dismiss(cast.actor("amy"), burst, reason=" ")
    client = browse("amy")
    assert client.post(f"/suggestions/bursts/{burst.pk}/dismissal", {"reason": ""}).status_code == 422
    assert client.post(f"/suggestions/bursts/{burst.pk}/dismissal", {"reason": "演练"}).status_code == 204
    _report(cast, "tom")
    assert bursts.look() == []
    assert not seen.living(cast.actor("amy")).exists()
    assert Burst.objects.get().reason == "演练"


def test_hint_stands_where_people_look(cast: Cast, burst: Burst, browse: Browse) -> None:
    client, number = browse("amy"), burst.tickets.order_by("-pk")[0].pk
    for address in ("/suggestions/bursts", f"/suggestions/tickets/{number}", f"/suggestions/bursts/{burst.pk}"):
        assert str(burst.pk) in client.get(address).content.decode()
        assert "共享平台" in client.get(address).content.decode()
    assert browse("rita").get("/suggestions/bursts").status_code == 404
    assert browse("tom").get(f"/suggestions/bursts/{burst.pk}").status_code == 404
