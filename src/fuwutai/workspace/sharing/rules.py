"""Who may use and change what is kept or shared, and how it is saved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Forbidden, NotFound, Text
from fuwutai.people.permissions import Actor, myself
from fuwutai.tickets.conditions import TICKETS
from fuwutai.workspace.permissions import ENTER
from fuwutai.workspace.sharing.models import Kept, Shareable

Owned = TypeVar("Owned", bound=Kept)
Record = TypeVar("Record", bound=Shareable)


@dataclass(frozen=True)
class Keeping(Generic[Owned]):
    """How one kind is saved. `share` is the permission to share; the sentences say what is refused.

    `most` is how many one person may own; `too_many` has its place as "most".
    """

    model: type[Owned]
    share: str
    refused: Text
    too_many: Text
    most: int

    def keep(self, actor: Actor, record: Owned, *, prepare: Callable[[Actor, Owned], None]) -> Owned:
        """Save it for oneself or, with the right to share, for others; changes of shared ones leave a trace.

        `prepare` gives it its owner and checks what its kind alone has. Raises Forbidden, Conflict where one has too
        many, Invalid for conditions that make no sense, and what `prepare` raises.
        """
        stored = self.model._default_manager.filter(pk=record.pk).first() if record.pk else None
        concerns_others = record.is_shared or (stored is not None and stored.is_shared)
        if concerns_others and not actor.can(self.share):
            raise Forbidden(self.refused)
        prepare(actor, record)
        record.check_conditions(actor, TICKETS)
        if stored is None and self.model._default_manager.filter(owner=actor.person_id).count() >= self.most:
            raise Conflict(self.too_many % {"most": self.most})
        if concerns_others:
            return changes.save(actor, record)
        changes.check(record)
        record.save()
        return record


@dataclass(frozen=True)
class Sharing(Keeping[Record]):
    """The rules of a kind that is shared with everybody or nobody; `unknown` says that there is none."""

    unknown: Text

    def visible(self, actor: Actor) -> QuerySet[Record]:
        """One's own and the shared ones, also those out of use."""
        actor.must(ENTER)
        return self.model._default_manager.filter(Q(owner=actor.person_id) | Q(shared=True))

    def editable(self, actor: Actor) -> QuerySet[Record]:
        """One's own, and shared ones with the right to share."""
        found = self.visible(actor)
        return found if actor.can(self.share) else found.filter(shared=False)

    def fetch(self, actor: Actor, pk: int) -> Record:
        """The one with this key if it can be used, or NotFound."""
        found = self.visible(actor).filter(pk=pk, active=True).first()
        if found is None:
            raise NotFound(self.unknown)
        return found

    def save(self, actor: Actor, record: Record, *, check: Callable[[Actor, Record], None]) -> Record:
        """As `keep`; what is shared belongs to nobody."""

        def prepare(actor: Actor, record: Record) -> None:
            if record.shared:
                record.owner = None
            elif record.owner_id is None:
                record.owner = myself(actor)
            check(actor, record)

        return self.keep(actor, record, prepare=prepare)
