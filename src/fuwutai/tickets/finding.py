"""Tickets on the search page: the best of the newest that hold the words, with the place where they stand."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.people.permissions import Actor
from fuwutai.search import ranking, words
from fuwutai.search.kinds import Found, Hit, Kind
from fuwutai.search.marking import Marked, Marker
from fuwutai.search.ranking import Candidate
from fuwutai.tickets import asking, permissions, queries, searching, stretches
from fuwutai.tickets.asking import Asking
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import looks
from fuwutai.tickets.queries import Filter
from fuwutai.timeline.models import Entry

# So many of the newest that hold the words are weighed against each other for each hit that is shown, and so many at
# most; older ones are in the list.
_WEIGHED_FOR_EACH = 25
MOST_WEIGHED = 500
_WEIGHED = ("title", "description", "solution", "reported_at", "requester", "reporter", "department")
_MOST_ENTRIES = 2_000


def find(actor: Actor, text: str, most: int) -> Found:
    if queries.by_number(text) is not None:
        found = list(queries.tickets(actor, Filter(text=text))[:most])
        return Found([_hit(actor, ticket, Marker("")) for ticket in found], count=len(found))
    weighed = min(most * _WEIGHED_FOR_EACH, MOST_WEIGHED)
    asked = asking.read(actor, text)
    candidates, is_more = _candidates(actor, asked, weighed)
    meant = ""
    for looser in words.looser(text, asked.words) if not candidates else ():
        again = asking.read(actor, looser)
        candidates, is_more = _candidates(actor, again, weighed)
        if candidates:
            asked, meant = again, looser
            break
    marker = Marker(asked.words)
    best = ranking.ranked(asked.words, candidates)[:most] if asked.words else candidates[:most]
    hits = _hits(actor, [candidate.key for candidate in best], marker)
    return Found(
        hits,
        count=len(candidates),
        is_more=is_more,
        meant=meant,
        more_url=f"{reverse('tickets:list')}?{urlencode({'q': meant or text})}" if len(candidates) > len(hits) else "",
        hints=asked.hints,
    )


def _candidates(actor: Actor, asked: Asking, most: int) -> tuple[list[Candidate], bool]:
    """What is weighed, and whether there is more of it."""
    if not asked.words and asked.narrowing == Q():
        return [], False
    fitting = queries.tickets(actor, Filter(extra=asked.narrowing)).select_related(None).only(*_WEIGHED)
    if asked.words:
        tickets, is_more = searching.among_newest(actor, fitting, asked.sought, within=asked.stretches(), most=most)
    else:
        tickets = stretches.newest(fitting, within=asked.stretches(), most=most)
        is_more = len(tickets) == most
    found = [
        Candidate(ticket.pk, ticket.title, f"{ticket.description}\n{ticket.solution}", ticket.reported_at)
        for ticket in tickets
    ]
    return found, is_more


def _hits(actor: Actor, keys: Sequence[int], marker: Marker) -> list[Hit]:
    found = permissions.visible(actor).select_related("requester", "team").in_bulk(keys)
    tickets = [found[key] for key in keys if key in found]
    told = _told(actor, [ticket for ticket in tickets if not _has_all(marker, ticket)], marker)
    return [_hit(actor, ticket, marker, told.get(ticket.pk, "")) for ticket in tickets]


def _has_all(marker: Marker, ticket: Ticket) -> bool:
    return all(marker.counts(f"{ticket.title}\n{ticket.description}\n{ticket.solution}"))


def _told(actor: Actor, tickets: Sequence[Ticket], marker: Marker) -> dict[int, str]:
    """The entry of each ticket that holds most of the words, as far as the actor reads its story."""
    keys = {ticket.timeline: ticket for ticket in tickets}
    best: dict[int, tuple[int, str]] = {}
    entries = Entry.objects.filter(record__in=keys).exclude(text="").order_by("-at")
    for record, text, public in entries.values_list("record", "text", "public")[:_MOST_ENTRIES]:
        ticket = keys[record]
        if public or permissions.sees_internal(actor, ticket):
            held = sum(1 for count in marker.counts(text) if count)
            if held > best.get(ticket.pk, (0, ""))[0]:
                best[ticket.pk] = (held, text)
    return {key: text for key, (_held, text) in best.items()}


def _hit(actor: Actor, ticket: Ticket, marker: Marker, told: str = "") -> Hit:
    texts = [told, ticket.description, ticket.solution]
    text = max((each for each in texts if each), key=lambda each: sum(map(bool, marker.counts(each))), default="")
    look = looks.OF_STATE[State(ticket.state)]
    url = reverse("tickets:detail", kwargs={"number": ticket.pk})
    return Hit(
        key=ticket.pk,
        url=url if actor.is_staff else reverse("portal:ticket", kwargs={"number": ticket.pk}),
        title=marker.mark(ticket.title),
        passage=marker.passage(text) if text else Marked(""),
        label=f"#{ticket.pk}",
        icon=look.icon,
        tone=look.tone,
        details=[ticket.get_state_display(), ticket.requester.name, *([ticket.team.name] if ticket.team else [])],
        moment=ticket.reported_at,
    )


TICKETS = Kind(
    "tickets", _("Tickets"), icon="ticket", position=10, find=find,
    examples=[
        ("from:王", _("who asked")), ("group:网络 is:open", _("what a group has not finished")),
        ("is:mine is:overdue", _("what is mine and late")), ("打印机 -卡纸", _("one word without another")),
        ('"paper jam"', _("words that follow one another")), ("after:7d priority:1", _("when, and how pressing")),
    ],
)  # fmt: skip
