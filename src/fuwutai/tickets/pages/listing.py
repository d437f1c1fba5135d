"""The list pages as a whole: title, quick filters, conditions, one page of rows and where the next one is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.core import clock, typed
from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import Actor
from fuwutai.tickets import filters, orders, queries
from fuwutai.tickets.choices import Grade, Layout, PlainList, State
from fuwutai.tickets.filters import Condition, Ground, Wanted
from fuwutai.tickets.models import Habit, Ticket
from fuwutai.tickets.orders import Order
from fuwutai.tickets.pages import arranging, board, lists
from fuwutai.tickets.pages.arranging import USUALLY, Arranged
from fuwutai.tickets.pages.board import Board, Column, Cut
from fuwutai.tickets.pages.lists import Listing

MOST_NEW = 100
# How many rows an open page may ask for anew: more than are in sight at once.
MOST_AGAIN = 60


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
    # The address without anything in it, from which conditions are taken away one by one.
    here: str = ""
    conditions: Sequence[Condition] = ()
    # Those of a view, which stay.
    standing: Sequence[str] = ()
    mistakes: Sequence[str] = ()
    conditions_url: str = ""
    orders: Sequence[Chip] = ()
    arranged: Arranged = USUALLY
    # Where its reader says how they like it.
    arrange_url: str = ""
    layout_url: str = ""
    # Drawn instead of rows where there is one; without `layouts` it can't be.
    board: Board | None = None
    board_url: str = ""
    layouts: Sequence[Layout] = tuple(Layout)
    # The key of the export, and the query string that makes it the same list.
    export: str = "my-work"
    export_query: str | None = None

    def further(self, column: Column) -> str:
        """Where what follows in a column of the board is found; empty at its end."""
        place = urlencode({"column": column.lane.key, "after": column.after})
        return f"{self.board_url}{'&' if '?' in self.board_url else '?'}{place}" if column.after else ""

    def whole_query(self, query: QueryDict) -> str | None:
        """The query string under which `export` is this very list; None where its conditions can't be said in one."""
        if self.export_query is not None:
            return self.export_query
        return None if self.standing else query.urlencode()


@dataclass(frozen=True)
class Source:
    """A list before the address narrows it: all tickets, or a saved view of them.

    `standing` are its own conditions in words; without an order what is to be done next comes first.
    """

    title: str
    here: str
    conditions_url: str
    news_url: str
    ground: Ground = filters.EVERYTHING
    standing: Sequence[str] = ()
    arranged: Arranged = USUALLY
    arrange_url: str = ""
    layout_url: str = ""


def mine(actor: Actor, query: QueryDict) -> ListPage:
    """What the actor owns or works on, by what to do next."""
    only, here = query.get("only", ""), reverse("tickets:mine")
    arranged = habitual(actor, PlainList.MINE, query)
    counted = lists.counts_of_mine(actor)
    order = _among(list(Order), arranged.order)
    listing, drawn = Listing(()), None
    if arranged.layout is Layout.LIST:
        shape = lists.Shape(order, arranged.columns, query.get("after", ""))
        listing = lists.page_of_mine(actor, only, shape, counted=None if only else counted)
    else:
        drawn = _board(actor, lists.mine(actor, only), Cut(arranged.layout, order, arranged.columns), query)
    pressing, unanswered = counted["pressing"], counted["unanswered"]
    return ListPage(
        title=_("My work"),
        note=ngettext("%(num)d not closed", "%(num)d not closed", counted["total"]) % {"num": counted["total"]},
        listing=listing,
        chips=[
            Chip(_("All"), _changed(here, query, "only"), on=not only),
            Chip(
                _("Major and urgent"),
                _changed(here, query, "only", only="pressing"),
                icon="bolt",
                count=pressing,
                on=only == "pressing",
            ),
            Chip(
                _("To answer"),
                _changed(here, query, "only", only="unanswered"),
                icon="message-dots",
                count=unanswered,
                on=only == "unanswered",
            ),
        ],
        more_url=_more(here, query, listing),
        news_url=news_url("mine", query),
        empty_title=_("Nothing is on your desk"),
        empty_text=_("Take something from the pool, or log what somebody calls about."),
        orders=_orders(here, query, list(Order), order),
        board=drawn,
        board_url=_changed(here, query, "column"),
        arranged=arranged,
        arrange_url=reverse("tickets:arrange", args=[PlainList.MINE]),
        layout_url=reverse("tickets:layout", args=[PlainList.MINE]),
    )


def habitual(actor: Actor, name: PlainList, query: QueryDict) -> Arranged:
    """How one of the lists that everybody has is shown to the actor at this address."""
    return arranging.read(query, Habit.objects.filter(person=actor.person_id, list=name).first())


def all_tickets(actor: Actor, query: QueryDict) -> Source:
    return Source(
        title=_("All tickets"),
        here=reverse("tickets:list"),
        conditions_url=reverse("tickets:conditions"),
        news_url=reverse("tickets:news"),
        arranged=habitual(actor, PlainList.ALL, query),
        arrange_url=reverse("tickets:arrange", args=[PlainList.ALL]),
        layout_url=reverse("tickets:layout", args=[PlainList.ALL]),
    )


def everything(actor: Actor, query: QueryDict) -> ListPage:
    """All tickets that the actor may see and the address asks for."""
    return of(actor, query, all_tickets(actor, query))


def of(actor: Actor, query: QueryDict, source: Source) -> ListPage:
    """The tickets of `source` that the actor may see and the address asks for; nothing else of it is shown."""
    wanted, arranged = filters.read(actor, query, source.ground), source.arranged
    # Words are looked up in the newest first, and a board has no such order.
    if wanted.filter.text:
        arranged = replace(arranged, layout=Layout.LIST)
    order = order_of(wanted, arranged.order)
    drawn = _board_of(actor, wanted, arranged, query)
    listing, note = _page(actor, wanted, lists.Shape(order, arranged.columns, query.get("after", "")), drawn)
    here = source.here
    try:
        export_query = _exported(wanted, source, order)
    except Invalid:
        export_query = None
    return ListPage(
        title=source.title,
        note=note,
        listing=listing,
        chips=_quick(here, query, wanted, source),
        more_url=_more(here, query, listing),
        news_url=_changed(source.news_url, query, of="list", since=clock.now().isoformat()),
        empty_title=_("Nothing fits"),
        empty_text=_("Take a condition away, or look among what is over too."),
        here=here,
        conditions=wanted.conditions,
        standing=source.standing,
        mistakes=wanted.mistakes,
        conditions_url=f"{source.conditions_url}?{query.urlencode()}",
        orders=_orders(here, query, _offered(wanted), order),
        arranged=arranged,
        arrange_url=source.arrange_url,
        layout_url=source.layout_url,
        board=drawn,
        board_url=_changed(here, query, "column"),
        layouts=() if wanted.filter.text else tuple(Layout),
        export="tickets",
        export_query=export_query,
    )


def again(actor: Actor, query: QueryDict, source: Source) -> Listing:
    """The rows of `source` that an open page names, as far as they still fit, wherever in the list they stand.

    Words that were searched for are left out: they cost most, and a row that no longer holds them may stay.
    """
    wanted = filters.read(actor, query, source.ground).filter
    named = replace(wanted, text="", extra=wanted.extra & _named(query))
    return lists.again(queries.tickets(actor, named), source.arranged.columns)


def mine_again(actor: Actor, query: QueryDict) -> Listing:
    """The same of what the actor owns or works on."""
    found = lists.mine(actor, query.get("only", "")).filter(_named(query))
    return lists.again(found, habitual(actor, PlainList.MINE, query).columns)


def _named(query: QueryDict) -> Q:
    named = [typed.number(number) for number in query.get("rows", "").split(".", MOST_AGAIN)[:MOST_AGAIN]]
    return Q(pk__in=[number for number in named if number is not None])


def _board_of(actor: Actor, wanted: Wanted, arranged: Arranged, query: QueryDict) -> Board | None:
    if arranged.layout is Layout.LIST:
        return None
    order = order_of(wanted, arranged.order)
    cut = Cut(arranged.layout, order, arranged.columns, over=wanted.shows_over)
    return _board(actor, queries.tickets(actor, wanted.filter), cut, query)


def _board(actor: Actor, tickets: QuerySet[Ticket], cut: Cut, query: QueryDict) -> Board:
    """The whole board, or what follows in the one column that the address names."""
    # What to do next is told by the columns themselves.
    cut = replace(cut, order=Order.PRIORITY) if cut.order is Order.NEXT else cut
    if "column" not in query:
        return board.of(actor, tickets, cut)
    found = board.further(actor, tickets, cut, key=query.get("column", ""), after=query.get("after", ""))
    return Board(cut.layout, [found] if found else [])


def order_of(wanted: Wanted, asked: str) -> Order:
    """The order that was asked for where it is offered, otherwise the usual one."""
    return _among(_offered(wanted), asked)


def _among(offered: Sequence[Order], asked: str) -> Order:
    return next((order for order in offered if order.value == asked), offered[0])


def _offered(wanted: Wanted) -> list[Order]:
    """The usual one first. What words were searched for comes newest first, as the search finds it."""
    if wanted.filter.text:
        return [Order.NEWEST]
    if wanted.filter.is_living:
        return list(Order)
    return list(orders.OF_ANYTHING)


def _orders(here: str, query: QueryDict, offered: Sequence[Order], now: Order) -> list[Chip]:
    return [
        Chip(str(order.label), _changed(here, query, "order", order=order.value), on=order is now) for order in offered
    ]


def _page(actor: Actor, wanted: Wanted, shape: lists.Shape, drawn: Board | None) -> tuple[Listing, str]:
    """A page of the list unless it is drawn as a board, and how much there is of it as far as that is counted."""
    if drawn:
        found = queries.tickets(actor, wanted.filter)
        is_counted = lists.is_living(wanted.filter) and len(drawn.columns) > 1
        return Listing(()), _how_many(lists.counts(found)["total"]) if is_counted else ""
    if lists.is_living(wanted.filter):
        found = queries.tickets(actor, wanted.filter)
        counted = lists.counts(found)
        return lists.page_of(found, shape, counted=counted), _how_many(counted["total"])
    if wanted.filter.text:
        listing = lists.newest_first(actor, wanted.filter, after=shape.after, shown_columns=shape.columns)
    else:
        listing = lists.page_of(queries.tickets(actor, wanted.filter), shape)
    # How many more there are nobody counts: it would cost more than the page.
    shown, is_all = sum(len(group.rows) for group in listing.groups), not (listing.after or shape.after)
    note = _how_many(shown) if is_all else _at_least(shown)
    if wanted.among:
        note += " · " + _("among the newest %(number)s") % {"number": f"{wanted.among:,}"}
    return listing, note


def _how_many(number: int) -> str:
    return ngettext("%(num)s ticket", "%(num)s tickets", number) % {"num": f"{number:,}"}


def _at_least(number: int) -> str:
    return ngettext("%(num)s ticket", "%(num)s tickets", number) % {"num": f"{number:,}+"}


def _exported(wanted: Wanted, source: Source, order: Order) -> str | None:
    """The query string of all tickets that fit here; None where the address itself says it."""
    if source.ground == filters.EVERYTHING:
        return None
    kept = {
        "conditions": filters.as_conditions(wanted, source.ground), "whose": wanted.filter.whose,
        "over": "on" if wanted.shows_over else "", "q": wanted.filter.text, "order": order.value,
    }  # fmt: skip
    return urlencode({name: value for name, value in kept.items() if value})


def _quick(here: str, query: QueryDict, wanted: Wanted, source: Source) -> list[Chip]:
    """Each chip puts its condition in, or takes it away where it holds. What a view says itself is no chip."""
    is_pressing = set(wanted.filter.grades) == set(_PRESSING)
    open_only = {"over": "on"} if not wanted.shows_over else {}
    unanswered = {} if wanted.filter.unanswered else {"unanswered": "on"}
    grades = {} if is_pressing else {"grade": _PRESSING}
    found = [
        Chip(_("Not closed"), _changed(here, query, "over", "q", "state", **open_only), on=not wanted.shows_over),
        Chip(_("To answer"), _changed(here, query, "unanswered", **unanswered), icon="message-dots", on=not unanswered),
        Chip(_("Major and urgent"), _changed(here, query, "grade", **grades), icon="bolt", on=is_pressing),
    ]
    says = {rule.field.key for rule in source.ground.conditions.rules}
    taken = {0: {"state", "closed_at"}, 1: {"unanswered"}, 2: {"grade"}}
    return [chip for number, chip in enumerate(found) if not says & taken[number]]


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
    sources = {"mine": _news_of_mine, "list": _news_of_list}
    found = sources.get(name, _news_of_list)(actor, query)
    return _counted_since(found, since)


def news_of(actor: Actor, query: QueryDict, ground: Ground, since: datetime) -> int:
    """How much came into a view after it was shown, counted no further than MOST_NEW."""
    wanted = filters.read(actor, query, ground).filter
    return _counted_since(queries.of_few(actor, wanted, Q(unanswered=True)), since)


def _counted_since(found: QuerySet[Ticket], since: datetime) -> int:
    return found.filter(changed_at__gt=since).order_by()[:MOST_NEW].count()


def _news_of_mine(actor: Actor, _query: QueryDict) -> QuerySet[Ticket]:
    """What others did that is now up to the actor; what they did themselves is no news."""
    given = Q(state=State.DISPATCHED, assignee=actor.person_id)
    return queries.my_work(actor).filter(Q(unanswered=True) | Q(state=State.RETURNED) | given)


def _news_of_list(actor: Actor, query: QueryDict) -> QuerySet[Ticket]:
    return queries.of_few(actor, filters.read(actor, query).filter, Q(unanswered=True))
