"""The list pages as a whole: title, quick filters, conditions, one page of rows and where the next one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.core import clock
from fuwutai.people.permissions import Actor
from fuwutai.tickets import filters, queries
from fuwutai.tickets.choices import Grade, State
from fuwutai.tickets.filters import Condition, Wanted
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import lists
from fuwutai.tickets.pages.lists import Listing

MOST_NEW = 100


@dataclass(frozen=True)
class Chip:
    """A quick filter above the list."""

    label: str
    url: str
    icon: str = ""
    count: int | None = None
    on: bool = False


@dataclass(frozen=True)
class ListPage:
    title: str
    note: str
    listing: Listing
    chips: Sequence[Chip]
    more_url: str
    # Asked now and then whether there is something new.
    news_url: str
    empty_title: str
    empty_text: str
    conditions: Sequence[Condition] = ()
    mistakes: Sequence[str] = ()
    conditions_url: str = ""


def mine(actor: Actor, query: QueryDict) -> ListPage:
    """What the actor owns or works on, by what to do next."""
    only, here = query.get("only", ""), reverse("tickets:mine")
    counted = lists.counts_of_mine(actor)
    listing = lists.page_of_mine(actor, only, after=query.get("after", ""), counted=None if only else counted)
    pressing, unanswered = counted["pressing"], counted["unanswered"]
    return ListPage(
        title=_("My work"),
        note=ngettext("%(num)d not closed", "%(num)d not closed", counted["total"]) % {"num": counted["total"]},
        listing=listing,
        chips=[
            Chip(_("All"), here, on=not only),
            Chip(_("Major and urgent"), f"{here}?only=pressing", icon="bolt", count=pressing, on=only == "pressing"),
            Chip(
                _("To answer"),
                f"{here}?only=unanswered",
                icon="message-dots",
                count=unanswered,
                on=only == "unanswered",
            ),
        ],
        more_url=_more(here, query, listing),
        news_url=news_url("mine", query),
        empty_title=_("Nothing is on your desk"),
        empty_text=_("Take something from the pool, or log what somebody calls about."),
    )


def everything(actor: Actor, query: QueryDict) -> ListPage:
    """All tickets that the actor may see and the address asks for; what is not over by what to do next."""
    wanted, after = filters.read(actor, query), query.get("after", "")
    if lists.is_living(wanted.filter):
        found = queries.tickets(actor, wanted.filter)
        counted = lists.counts(found)
        total, most = counted["total"], False
        listing = lists.in_work_order(found, after=after, counted=counted)
    else:
        listing = lists.newest_first(actor, wanted.filter, after=after)
        # How many more there are nobody counts: it would cost more than the page.
        total, most = sum(len(group.rows) for group in listing.groups), bool(listing.after or after)
    here = reverse("tickets:list")
    return ListPage(
        title=_("All tickets"),
        note=ngettext("%(num)s ticket", "%(num)s tickets", total) % {"num": f"{total}+" if most else total},
        listing=listing,
        chips=_quick(here, query, wanted),
        more_url=_more(here, query, listing),
        news_url=news_url("list", query),
        empty_title=_("Nothing fits"),
        empty_text=_("Take a condition away, or look among what is over too."),
        conditions=wanted.conditions,
        mistakes=wanted.mistakes,
        conditions_url=f"{reverse('tickets:conditions')}?{query.urlencode()}",
    )


def _quick(here: str, query: QueryDict, wanted: Wanted) -> list[Chip]:
    """Each chip puts its condition in, or takes it away where it holds."""
    is_pressing = set(wanted.filter.grades) == set(_PRESSING)
    open_only = {"over": "on"} if not wanted.shows_over else {}
    unanswered = {} if wanted.filter.unanswered else {"unanswered": "on"}
    grades = {} if is_pressing else {"grade": _PRESSING}
    return [
        Chip(_("Not closed"), _changed(here, query, "over", "q", **open_only), on=not wanted.shows_over),
        Chip(_("To answer"), _changed(here, query, "unanswered", **unanswered), icon="message-dots", on=not unanswered),
        Chip(_("Major and urgent"), _changed(here, query, "grade", **grades), icon="bolt", on=is_pressing),
    ]


_PRESSING = [Grade.MAJOR, Grade.URGENT]


def tidy(query: QueryDict) -> str | None:
    """The query string without what a form sends empty; None where there is nothing to leave out."""
    kept = [(name, value) for name in query for value in query.getlist(name) if value and not name.endswith("_words")]
    return urlencode(kept) if len(kept) < sum(len(query.getlist(name)) for name in query) else None


def _changed(here: str, query: QueryDict, *without: str, **with_: object) -> str:
    """The address of the list with some conditions taken away and others put in."""
    values = query.copy()
    for name in (*without, "after"):
        values.pop(name, None)
    kept = [(name, value) for name in values for value in values.getlist(name)]
    put = [(name, each) for name, value in with_.items() for each in (value if isinstance(value, list) else [value])]
    text = urlencode([*kept, *put])
    return f"{here}?{text}" if text else here


def _more(here: str, query: QueryDict, listing: Listing) -> str:
    return _changed(here, query, after=listing.after) if listing.after else ""


def news_url(name: str, query: QueryDict) -> str:
    return _changed(reverse("tickets:news"), query, of=name, since=clock.now().isoformat())


def news(actor: Actor, name: str, query: QueryDict, since: datetime) -> int:
    """How much came into a list after it was shown, counted no further than MOST_NEW."""
    sources = {"mine": _news_of_mine, "pool": _news_of_pool, "list": _news_of_list}
    found = sources.get(name, _news_of_list)(actor, query)
    return found.filter(changed_at__gt=since).order_by()[:MOST_NEW].count()


def _news_of_mine(actor: Actor, _query: QueryDict) -> QuerySet[Ticket]:
    """What others did that is now up to the actor; what they did themselves is no news."""
    given = Q(state=State.DISPATCHED, assignee=actor.person_id)
    return queries.my_work(actor).filter(Q(unanswered=True) | Q(state=State.RETURNED) | given)


def _news_of_pool(actor: Actor, _query: QueryDict) -> QuerySet[Ticket]:
    return queries.pool(actor)


def _news_of_list(actor: Actor, query: QueryDict) -> QuerySet[Ticket]:
    return queries.tickets(actor, filters.read(actor, query).filter).filter(unanswered=True)
