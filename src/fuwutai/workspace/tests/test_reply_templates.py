"""Ready-made replies: kept, offered where they fit, and filled with what is known of the ticket."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Forbidden, Invalid
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.models import ReplyTemplate
from fuwutai.workspace.replies import defaults, queries, services, variables
from fuwutai.workspace.replies.choices import Use

Browse = Callable[[str], Client]
Call = Callable[..., Program]
pytestmark = pytest.mark.usefixtures("only_their_own")
MAJOR_ONLY = '{"all":[{"field":"grade","op":"in","value":["major"]}]}'


@pytest.fixture
def only_their_own(db: None) -> None:
    """Without those that come with the product."""
    ReplyTemplate.objects.all().delete()


def keep(cast: Cast, name: str = "amy", **values: Any) -> ReplyTemplate:
    values = {"name_en": "Hello", "text": "{{requester}}，您好", **values}
    return services.save(cast.actor(name), ReplyTemplate(**values))


def offered(cast: Cast, name: str, ticket: Ticket, *, use: str = Use.REPLY, words: str = "") -> list[ReplyTemplate]:
    return queries.offered(cast.actor(name), ticket, use=use, words=words)


def test_what_is_known_of_the_ticket_is_filled_in(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(title="打印机不动"), "claim")
    text = "{{ requester }}：{{title}}（{{number}}）。{{agent}} {{link}}"
    filled = variables.fill(text, ticket, cast.actor("amy"))
    link = f"/portal/tickets/{ticket.pk}"
    assert filled.startswith(f"{cast.rita.name}：打印机不动（{ticket.pk}）。{cast.amy.name} http")
    assert filled.endswith(link)


def test_the_promised_time_is_told_in_words(cast: Cast) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    # A day as Rita reads it, whatever the language of the page.
    with translation.override("en"):
        filled = variables.fill("{{promised}}", ticket, cast.actor("amy"))
    assert re.search("[今明日]", filled)


def test_what_is_not_known_stands_as_its_name(cast: Cast) -> None:
    with translation.override("en"):
        assert variables.fill("{{solution}}", cast.ticket(), cast.actor("amy")) == "[Solution]"


def test_a_title_is_never_looked_through_for_variables(cast: Cast) -> None:
    ticket = cast.ticket(title="{{agent}}")
    assert variables.fill("{{title}}", ticket, cast.actor("amy")) == "{{agent}}"


@pytest.mark.parametrize("text", ["{{nobody}}", "{{requester.password}}", "{{}}", "{{requester", "agent}}", "{{ {{ }}"])
def test_what_is_no_variable_is_refused_when_it_is_saved(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        keep(cast, text=text)
    assert "text" in refusal.value.fields


def test_single_braces_are_only_text(cast: Cast) -> None:
    assert keep(cast, text='{"a": 1} {requester}').pk


def test_one_s_own_are_offered_to_nobody_else(cast: Cast) -> None:
    ticket, own = cast.ticket(), keep(cast)
    shared = keep(cast, "mona", shared=True)
    assert set(offered(cast, "amy", ticket)) == {own, shared}
    assert offered(cast, "ben", ticket) == [shared]


def test_they_are_offered_for_what_they_are_meant(cast: Cast) -> None:
    ticket, note = cast.ticket(), keep(cast, use=Use.NOTE)
    assert offered(cast, "amy", ticket) == []
    assert offered(cast, "amy", ticket, use=Use.NOTE) == [note]


def test_they_are_offered_only_where_their_conditions_hold(cast: Cast) -> None:
    keep(cast, conditions_json=MAJOR_ONLY)
    ticket = cast.ticket()
    assert offered(cast, "amy", ticket) == []
    ticket.grade = "major"
    assert len(offered(cast, "amy", ticket)) == 1


def test_they_are_found_by_name_and_text_the_most_used_first(cast: Cast) -> None:
    ticket = cast.ticket()
    first, second = keep(cast, name_en="Ask for a picture"), keep(cast, name_zh_hans="请截图", text="picture 好吗")
    services.use(cast.actor("amy"), second, ticket=ticket)
    assert offered(cast, "amy", ticket, words="pict") == [second, first]
    assert offered(cast, "amy", ticket, words="截图") == [second]


def test_sharing_needs_the_right_and_leaves_a_trace(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        keep(cast, shared=True)
    shared = keep(cast, "mona", shared=True)
    assert ConfigurationChange.objects.filter(subject="workspace.replytemplate", record=shared.pk).exists()
    shared.text = "Bye"
    with pytest.raises(Forbidden):
        services.save(cast.actor("amy"), shared)


def test_the_composer_takes_one_in_and_counts_it(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    made = keep(cast)
    amy = browse("amy")
    page = amy.get(f"/workspace/replies/for/{ticket.pk}", {"mode": "reply", "replies_words": "hel"})
    assert f'data-value="{made.pk}"' in page.content.decode()
    answer = amy.post(f"/workspace/replies/{made.pk}/for/{ticket.pk}")
    assert answer.json() == {"text": f"{cast.rita.name}，您好"}
    assert ReplyTemplate.objects.get(pk=made.pk).used == 1
    assert browse("ben").post(f"/workspace/replies/{made.pk}/for/{ticket.pk}").status_code == 404


def test_nothing_is_told_of_a_ticket_that_one_may_not_see(cast: Cast, browse: Browse) -> None:
    made = keep(cast, "mona", shared=True)
    assert browse("otto").post(f"/workspace/replies/{made.pk}/for/{cast.ticket().pk}").status_code == 404


def test_the_page_says_at_the_text_what_is_wrong_with_it(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    answer = amy.post("/workspace/replies/new", {"name_en": "X", "use": "both", "text": "{{nobody}}"})
    assert answer.status_code == 422
    assert "nobody" in answer.content.decode()
    amy.post("/workspace/replies/new", {"name_en": "X", "use": "both", "text": "{{agent}}"})
    assert ReplyTemplate.objects.get().owner == cast.amy


def test_the_preview_marks_what_is_filled_in_and_escapes_the_rest(cast: Cast, browse: Browse) -> None:
    page = browse("amy").post("/workspace/replies/preview", {"text": "<b>{{number}}{{nobody}}"}).content.decode()
    assert "&lt;b&gt;" in page
    assert "204397</mark>" in page
    assert "{{nobody}}" in page


def test_a_program_shares_nothing_without_the_right(cast: Cast, call: Call) -> None:
    body = {"name_en": "X", "text": "{{agent}}", "shared": True}
    assert call("amy").send("POST", "/reply-templates", body=body).status_code == 422
    made = call("mona").send("POST", "/reply-templates", body=body).json()
    assert (made["shared"], made["owner_id"], made["used"]) == (True, None, 0)
    assert call("amy").send("PATCH", f"/reply-templates/{made['id']}", body={"text": "x"}).status_code == 403


def test_those_that_come_with_the_product_can_be_saved_and_fill_in_whole(cast: Cast) -> None:
    defaults.ensure()
    ticket = cast.act("amy", cast.ticket(), "claim")
    notes = set(offered(cast, "amy", ticket, use=Use.NOTE))
    assert notes.isdisjoint(offered(cast, "amy", ticket))
    for template in ReplyTemplate.objects.all():
        services.save(cast.actor("mona"), template)
        assert variables.unknown(template.text, ticket, cast.actor("amy")) == []
    defaults.ensure()
    assert ReplyTemplate.objects.count() == len(notes) + len(offered(cast, "amy", ticket))
