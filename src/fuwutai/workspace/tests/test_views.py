"""Keeping lists under a name: one's own, and those that are shared."""

from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest
from django.test import Client
from django.utils import translation

from fuwutai.core import clock
from fuwutai.core.configuration import queries as changes
from fuwutai.people.models import Organisation
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Grade, State, WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.tests.pages import in_english, text_of
from fuwutai.workspace import queries, services
from fuwutai.workspace.choices import SharedWith
from fuwutai.workspace.models import Bookmark, View

Browse = Callable[[str], Client]
HTMX = {"HX-Request": "true"}


def conditions(*rows: tuple[str, str, object]) -> str:
    return orjson.dumps({"all": [{"field": field, "op": op, "value": value} for field, op, value in rows]}).decode()


MAJOR = conditions(("grade", "in", ["major"]))


def a_view(cast: Cast, name: str = "amy", **values: object) -> View:
    return services.save(cast.actor(name), View(**{"name_en": "Printers", "conditions_json": MAJOR, **values}))


def a_major(cast: Cast, title: str = "Down") -> Ticket:
    ticket = cast.act("amy", cast.ticket(title=title), "claim")
    values = {"impact": 1, "urgency": 1, "grade": Grade.MAJOR, "grade_reason": "every plant is down"}
    return cast.act("amy", ticket, "prioritise", **values)


def test_what_a_list_shows_is_kept_as_a_view(cast: Cast, browse: Browse) -> None:
    a_major(cast)
    cast.ticket(title="Lamp")
    client = browse("amy")
    page = client.get("/workspace/views/new?grade=major&order=due&unanswered=on").content.decode()
    assert "grade" in page
    client.post(
        "/workspace/views/new", {"name_en": "Fires", "conditions_json": MAJOR, "icon": "urgent", "order": "due"}
    )
    view = View.objects.get(name_en="Fires")
    assert (view.owner, view.audience, view.order) == (cast.amy, SharedWith.OWN, "due")
    read = text_of(client.get(f"/workspace/views/{view.pk}"))
    assert "Down" in read
    assert "Lamp" not in read


def test_a_view_is_looked_at_again_while_it_stands(cast: Cast, browse: Browse) -> None:
    a_major(cast)
    rows = browse("amy").get(f"/workspace/views/{a_view(cast).pk}?after=0", headers=HTMX).content.decode()
    assert "Down" in rows
    assert "<h1" not in rows


def test_the_form_is_filled_with_what_the_address_says(cast: Cast, browse: Browse) -> None:
    query = f"grade=major&team={cast.network.pk}&category={cast.category.pk}&whose=owned&returned=on&conditions="
    page = browse("amy").get(f"/workspace/views/new?{query}{conditions(('priority', 'in', [1]))}").content.decode()
    for said in ("grade", "team", "category", "returns", "priority"):
        assert f"&#34;field&#34;:&#34;{said}&#34;" in page
    assert 'value="owned" selected' in page


def test_a_view_is_narrowed_further_in_its_address(cast: Cast, browse: Browse) -> None:
    a_major(cast, "Down")
    view = a_view(cast)
    client = browse("amy")
    assert "Down" in text_of(client.get(f"/workspace/views/{view.pk}?priority=1"))
    assert "Down" not in text_of(client.get(f"/workspace/views/{view.pk}?priority=4"))


def test_what_fits_nothing_is_widened_with_one_click(cast: Cast, browse: Browse) -> None:
    address, client = f"/workspace/views/{a_view(cast).pk}", in_english(browse("amy"))
    narrowed = client.get(f"{address}?priority=4&state=active").content.decode()
    assert f'href="{address}"' in narrowed.partition("Nothing fits")[2]
    assert "To the pool" not in narrowed
    assert "To the pool" in client.get(address).content.decode()


def test_what_is_narrowed_can_be_saved_into_the_view(cast: Cast, browse: Browse) -> None:
    view = a_view(cast, "mona", audience=SharedWith.EVERYONE)
    address = f"/workspace/views/{view.pk}/edit?priority=4"
    shown = f"/workspace/views/{view.pk}?priority=4"
    assert address in browse("mona").get(shown).content.decode()
    written = browse("mona").get(address).content.decode()
    assert all(f"&#34;field&#34;:&#34;{said}&#34;" in written for said in ("grade", "priority"))
    assert address not in browse("amy").get(shown).content.decode(), "it is not hers to change"


def test_the_rail_counts_what_lies_in_each_view(cast: Cast, browse: Browse) -> None:
    a_major(cast)
    view = a_view(cast)
    read = text_of(browse("amy").get(f"/workspace/views/rail?at=/workspace/views/{view.pk}"))
    assert "Printers 1" in read


def test_what_is_counted_while_one_writes_is_what_the_view_will_show(cast: Cast, browse: Browse) -> None:
    a_major(cast)
    client = in_english(browse("ben"))
    for whose, number in (("", 1), ("worked", 0), ("nobody's", 1)):
        sent = {"conditions": MAJOR, "whose": whose}
        assert f"Matches {number} " in text_of(client.post("/workspace/views/count", sent)), whose
    assert "Matches" not in text_of(client.post("/workspace/views/count", {"conditions": "{"}))
    assert browse("rita").post("/workspace/views/count").status_code in (403, 404)


def test_a_count_that_is_not_finished_says_so(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    for _one in range(3):
        a_major(cast)
    a_view(cast)
    assert "Printers 2+" in text_of(browse("amy").get("/workspace/views/rail"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Untaken in my groups", {"Given", "Back"}),
        ("Due within the hour", {"Soon"}),
        ("Overdue", {"Late"}),
        ("Waiting for the requester", {"Asked"}),
        ("Major incidents", {"Down"}),
        ("Returned", {"Back"}),
        ("Mine to be confirmed", {"Solved"}),
    ],
)
def test_every_installation_begins_with_useful_views(cast: Cast, browse: Browse, name: str, shown: set[str]) -> None:
    now = clock.now()
    claimed = {title: cast.act("amy", cast.ticket(title=title), "claim") for title in ("Soon", "Late", "Asked")}
    for title, span in (("Soon", timedelta(minutes=30)), ("Late", timedelta(minutes=-30))):
        Ticket.objects.filter(pk=claimed[title].pk).update(due_at=now + span)
    cast.act("amy", claimed["Asked"], "wait", wait_for=WaitFor.REQUESTER)
    a_major(cast, "Down")
    given = cast.act("amy", cast.ticket(title="Given"), "claim")
    cast.act("amy", given, "assign", team=cast.desk)
    back = cast.act("amy", cast.ticket(title="Back"), "claim")
    back = cast.act("amy", back, "assign", team=cast.network)
    cast.act("sam", back, "return", reason=cast.reason)
    cast.act("amy", cast.ticket(title="Solved"), "resolve", solution="new cable", code=cast.code)
    other = cast.act("ben", cast.ticket(title="Of Ben"), "resolve", solution="new cable", code=cast.code)
    assert other.state == State.RESOLVED
    Ticket.objects.exclude(pk__in=[claimed["Soon"].pk, claimed["Late"].pk]).update(due_at=None)
    view = View.objects.get(name_en=name)
    read = text_of(browse("amy").get(f"/workspace/views/{view.pk}"))
    titles = ("Given", "Soon", "Late", "Asked", "Down", "Back", "Solved", "Of Ben")
    assert {title for title in titles if title in read} == shown


def test_nobody_sees_the_own_views_of_others(cast: Cast, browse: Browse) -> None:
    view = a_view(cast)
    for name in ("ben", "mona", "ada"):
        assert browse(name).get(f"/workspace/views/{view.pk}").status_code == 404
        assert browse(name).post(f"/workspace/views/{view.pk}/deletion").status_code == 404
        assert "Printers" not in text_of(browse(name).get("/workspace/views/"))


def test_requesters_have_no_views(cast: Cast, browse: Browse) -> None:
    shared = View.objects.all()[0]
    for address in ("", "rail", "new", str(shared.pk)):
        assert browse("rita").get(f"/workspace/views/{address}").status_code == 404


def test_with_whom_a_view_is_shared_leaves_a_trace(cast: Cast) -> None:
    mona, view = cast.actor("mona"), a_view(cast, "mona", audience=SharedWith.EVERYONE)
    view.audience = SharedWith.SOME
    services.save(mona, view, teams=[cast.desk])
    view.audience = SharedWith.OWN
    services.save(mona, view)
    traced = [change.changes for change in changes.of_record(view)]
    assert {"teams": [[], [str(cast.desk)]]} in traced
    assert {"audience": ["some", "own"]} in traced


def test_sharing_needs_a_right(cast: Cast, browse: Browse) -> None:
    sent = {"name_en": "Ours", "icon": "star", "audience": "everyone"}
    browse("amy").post("/workspace/views/new", sent)
    assert View.objects.get(name_en="Ours").audience == SharedWith.OWN
    browse("mona").post("/workspace/views/new", sent | {"name_en": "For all"})
    view = View.objects.get(name_en="For all")
    assert view.audience == SharedWith.EVERYONE
    assert browse("sam").get(f"/workspace/views/{view.pk}").status_code == 200
    assert browse("sam").get(f"/workspace/views/{view.pk}/edit").status_code == 403
    assert browse("sam").post(f"/workspace/views/{view.pk}/deletion").status_code == 403


def test_a_view_of_some_groups_is_not_there_for_others(cast: Cast, browse: Browse) -> None:
    view = services.save(
        cast.actor("mona"), View(name_en="Network", audience=SharedWith.SOME), teams=[cast.network]
    )  # fmt: skip
    assert browse("sam").get(f"/workspace/views/{view.pk}").status_code == 200
    assert browse("amy").get(f"/workspace/views/{view.pk}").status_code == 404


def test_a_view_shared_with_nobody_is_refused_at_the_field(cast: Cast, browse: Browse) -> None:
    answer = browse("mona").post("/workspace/views/new", {"name_en": "X", "icon": "star", "audience": "some"})
    assert answer.status_code == 422


def test_a_name_that_the_reader_may_not_see_is_not_told(cast: Cast, browse: Browse) -> None:
    secret = Organisation.objects.create(code="secret", name_en="Secret Works", name_zh_hans="机密厂")
    secret.place()
    text = conditions(("organisation", "within", [secret.pk]))
    view = services.save(
        cast.actor("ada"), View(name_en="Secret", conditions_json=text, audience=SharedWith.EVERYONE)
    )  # fmt: skip
    holding = cast.amy.holdings.get()
    holding.organisation = cast.group
    holding.save()
    cast.mona.holdings.update(organisation=cast.group)
    read = text_of(in_english(browse("amy")).get(f"/workspace/views/{view.pk}"))
    assert "Secret Works" not in read
    assert "may not see" in read
    assert browse("mona").get(f"/workspace/views/{view.pk}/edit").status_code == 403


def test_conditions_that_can_not_be_read_any_more_show_nothing_and_say_so(cast: Cast, browse: Browse) -> None:
    cast.ticket(title="Lamp")
    view = a_view(cast)
    View.objects.filter(pk=view.pk).update(conditions_json=conditions(("gone", "in", ["x"])))
    read = text_of(in_english(browse("amy")).get(f"/workspace/views/{view.pk}"))
    assert "Lamp" not in read
    assert "can't be read any more" in read


def test_each_puts_the_views_where_they_like(cast: Cast) -> None:
    amy = cast.actor("amy")
    first, second, *_rest, last = [each.view for each in queries.placed(amy)]
    services.move(amy, second, by=-1)
    assert [each.view for each in queries.placed(amy)][:2] == [second, first]
    services.unpin(amy, last)
    assert last not in [each.view for each in queries.in_rail(amy)]
    assert queries.placed(cast.actor("ben"))[0].view == first


def test_a_view_can_be_the_first_page(cast: Cast, browse: Browse) -> None:
    view, client = a_view(cast), browse("amy")
    client.post(f"/workspace/views/{view.pk}/start")
    assert client.get("/")["Location"] == f"/workspace/views/{view.pk}"
    other = a_view(cast, name_en="Second")
    client.post(f"/workspace/views/{other.pk}/start")
    assert Bookmark.objects.filter(person=cast.amy, is_start=True).count() == 1
    client.post(f"/workspace/views/{other.pk}/start", {"off": 1})
    assert client.get("/")["Location"] == "/tickets/mine"


def test_a_copy_is_ones_own_and_can_be_changed(cast: Cast, browse: Browse) -> None:
    view, client = View.objects.get(name_en="Returned"), browse("amy")
    address = client.post(f"/workspace/views/{view.pk}/copy")["Location"]
    made = View.objects.get(owner=cast.amy)
    assert address == f"/workspace/views/{made.pk}/edit"
    assert client.get(address).status_code == 200
    assert made.conditions_json == view.conditions_json


def test_columns_and_density_are_each_reader_s_own(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", a_major(cast), "classify", category=cast.category)
    cast.act("amy", ticket, "assign", team=cast.network)
    view, client = View.objects.get(name_en="Major incidents"), browse("amy")
    client.post(f"/workspace/views/{view.pk}/rows", {"columns": ["team", "category", "owner"], "density": "compact"})
    with translation.override("en"):
        page = in_english(client).get(f"/workspace/views/{view.pk}").content.decode()
    assert "is-major" not in page.split("data-rows")[1]
    assert "Network" in page
    assert 'data-density="compact"' in page
    assert 'data-density="compact"' not in browse("ben").get(f"/workspace/views/{view.pk}").content.decode()


@pytest.mark.parametrize("address", ["999999", "0", "1" * 30])
def test_views_that_are_not_there(cast: Cast, browse: Browse, address: str) -> None:
    assert browse("amy").get(f"/workspace/views/{address}").status_code == 404


@pytest.mark.parametrize(
    "query", ["conditions=[", "conditions=5", "conditions={%22all%22:1}", "order=nonsense", "whose=me", "after=x.y.z"]
)
def test_whatever_stands_in_the_address_is_answered(cast: Cast, browse: Browse, query: str) -> None:
    view = View.objects.all()[0]
    for address in (f"/workspace/views/{view.pk}?{query}", f"/workspace/views/new?{query}", f"/tickets/all?{query}"):
        assert browse("amy").get(address).status_code == 200


def test_the_palette_finds_a_view_by_its_name_for_whom_it_is_meant(cast: Cast, browse: Browse) -> None:
    view = a_view(cast, "amy", name_zh_hans="缺配件的", name_en="")
    for typed in ("配件", "qpj", "quepei"):
        assert f"/views/{view.pk}" in browse("amy").get("/search/palette", {"q": typed}).content.decode()
    assert f"/views/{view.pk}" not in browse("ben").get("/search/palette", {"q": "配件"}).content.decode()
    assert "/people/me" in browse("ben").get("/search/palette", {"q": "我的设置"}).content.decode()
