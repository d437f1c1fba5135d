"""The rows of a page of settings: a page of a list, or a tree in the order people read it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from fuwutai.core.configuration.settings import Setting
from fuwutai.core.trees import Row, in_tree

PAGE = 50
# A tree is shown whole. Beyond this it is shown as a list, which the search narrows.
LARGEST_TREE = 1000


@dataclass(frozen=True)
class Wanted:
    """What the reader narrowed the list to."""

    text: str = ""
    resting: bool = False
    page: int = 1


@dataclass(frozen=True)
class Listing:
    rows: list[Row]
    total: int
    first: int = 0
    next_page: int = 0
    previous_page: int = 0
    as_tree: bool = False
    resting: int = 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def listing(setting: Setting, actor: Any, wanted: Wanted) -> Listing:
    """What a page shows: records in use, or those put out of use, that contain the words."""
    resting = setting.rows(actor).filter(active=False).count() if setting.can_rest else 0
    fitting = found(setting, actor, wanted)
    if setting.is_tree and not wanted.text and not wanted.resting:
        whole = list(fitting[: LARGEST_TREE + 1])
        if len(whole) <= LARGEST_TREE:
            return Listing(rows=in_tree(whole), total=len(whole), first=1, as_tree=True, resting=resting)
    return _paged(setting, fitting, wanted, resting)


def found(setting: Setting, actor: Any, wanted: Wanted) -> QuerySet[Any]:
    """The records in use, or those put out of use, that contain the words; in the order of their model."""
    everything = setting.rows(actor)
    fitting = everything.filter(active=not wanted.resting) if setting.can_rest else everything
    # Counting people beside each record groups the query, which drops the order of the model.
    return fitting.filter(_mentions(setting, wanted.text)).order_by(*(setting.model._meta.ordering or ()), "pk")


def _paged(setting: Setting, fitting: QuerySet[Any], wanted: Wanted, resting: int) -> Listing:
    paginator = Paginator(fitting, PAGE)
    page = paginator.get_page(wanted.page)
    records = list(page.object_list)
    above = ancestors(setting, records)
    return Listing(
        rows=[Row(record, 0, above.get(record.pk, ())) for record in records],
        total=paginator.count,
        first=page.start_index(),
        next_page=page.next_page_number() if page.has_next() else 0,
        previous_page=page.previous_page_number() if page.has_previous() else 0,
        resting=resting,
    )


def ancestors(setting: Setting, records: list[Any]) -> dict[int, tuple[Any, ...]]:
    """In a list taken out of a tree: what contains each record, from the root."""
    if not setting.is_tree:
        return {}
    wanted = {pk for record in records for pk in record.ancestor_ids()}
    known = setting.model._default_manager.in_bulk(wanted)
    return {
        record.pk: tuple(known[pk] for pk in record.ancestor_ids() if pk != record.pk and pk in known)
        for record in records
    }


def _mentions(setting: Setting, text: str) -> Q:
    condition = Q()
    for word in text.split():
        any_field = Q(pk__in=[])
        for name in setting.search:
            any_field |= Q(**{f"{name}__icontains": word})
        condition &= any_field
    return condition
