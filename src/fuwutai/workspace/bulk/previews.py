"""What an action would do to each of many tickets, without doing it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.core.errors import Invalid, Text
from fuwutai.core.exports import lists
from fuwutai.people.permissions import Actor
from fuwutai.tickets import filters, lifecycle, permissions, queries
from fuwutai.tickets.choices import State
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.lifecycle import Audience, Verb, Who
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.bulk import offers
from fuwutai.workspace.macros import judging
from fuwutai.workspace.macros import settings as recipes
from fuwutai.workspace.macros.models import Macro
from fuwutai.workspace.permissions import ENTER

# Lists of tickets that can be taken whole, by the keys under which they are exported.
_WHOLE = ("tickets", "my-work", "pool")


@dataclass(frozen=True)
class Chosen:
    """A ticket that somebody ticked, and the version that they looked at, if they looked at one."""

    number: int
    version: int | None = None


@dataclass(frozen=True)
class Outlook:
    """What will happen to one ticket: the state to which it goes ("" where it stays), or why nothing will."""

    ticket: Ticket
    leads_to: str = ""
    refusal: str = ""

    @property
    def state(self) -> str:
        return self.ticket.get_state_display()


@dataclass(frozen=True)
class Preview:
    """`unseen` is how many of those that were named there are not, or not for this actor. `form` is filled with values.

    It has no form where nothing can be done to any of them.
    """

    verb: Verb
    outlooks: Sequence[Outlook]
    unseen: int
    form: VerbForm | None
    pattern: Ticket | None = None
    surplus: bool = False
    macro: Macro | None = None
    errors: dict[str, list[Text]] = field(default_factory=dict)

    @property
    def allowed(self) -> list[Outlook]:
        return [each for each in self.outlooks if not each.refusal]

    @property
    def refused(self) -> list[Outlook]:
        return [each for each in self.outlooks if each.refusal]

    @property
    def tells_requesters(self) -> bool:
        """Whether people outside are told of it at once."""
        known = {verb.key: verb for verb in lifecycle.verbs()}
        verbs = [known[key] for key in judging.verbs(self.macro)] if self.macro else [self.verb]
        return any(verb.key == "reply" or any(Audience.REQUESTER in tell.to for tell in verb.tells) for verb in verbs)

    @property
    def in_words(self) -> str:
        """What the chosen macro does."""
        return recipes.in_words(self.macro) if self.macro else ""


def matching(actor: Actor, key: str, query: str) -> list[int]:
    """The numbers of what a whole list shows, in its order, one more than may be taken where there are so many."""
    listed = lists.get(key) if key in _WHOLE else None
    if listed is None:
        raise Invalid(_("This list can't be taken whole; tick its tickets."))
    asked, most = QueryDict(query), offers.MOST + 1
    if asked.get("q") and key == "tickets":
        # What words were searched for comes newest first; to gather all that holds them would take seconds.
        wanted = filters.read(actor, asked).filter
        return [ticket.pk for ticket in queries.newest(actor, wanted, before=None, most=most)]
    return list(listed.rows(actor, asked).values_list("pk", flat=True)[:most])


def of(actor: Actor, verb: Verb, chosen: Iterable[Chosen], values: offers.Values | None = None) -> Preview:
    """Ask lifecycle, role and form about each ticket, in a fixed number of queries.

    Raises Forbidden for whom the workspace is not. The same is asked again, one by one, when it is done.
    """
    actor.must(ENTER)
    several = list({each.number: each for each in chosen}.values())
    tickets = _tickets(actor, verb, [each.number for each in several[: offers.MOST]])
    outlooks = [_outlook(actor, verb, tickets[each.number], each) for each in several if each.number in tickets]
    form, pattern = _form(actor, verb, outlooks, values)
    other = form.cleaned_data.get("other") if form and form.is_bound and form.is_valid() else None
    if other is not None:
        outlooks = [_beside(other, each) for each in outlooks]
    macro = form.cleaned_data.get("macro") if form and form.is_bound and form.is_valid() else None
    if macro is not None:
        outlooks = _by_macro(actor, macro, outlooks)
    return Preview(
        verb=verb, outlooks=outlooks, unseen=len(several[: offers.MOST]) - len(outlooks), form=form, pattern=pattern,
        surplus=len(several) > offers.MOST, macro=macro,
    )  # fmt: skip


def _by_macro(actor: Actor, macro: Macro, outlooks: Sequence[Outlook]) -> list[Outlook]:
    meant = judging.meant(macro, [each.ticket.pk for each in outlooks])
    found = []
    for each in outlooks:
        refusal = each.refusal or judging.against(actor, macro, each.ticket)
        if not refusal and each.ticket.pk not in meant:
            refusal = str(judging.NOT_MEANT)
        found.append(Outlook(each.ticket, "" if refusal else judging.leads_to(macro, each.ticket), refusal))
    return found


def _tickets(actor: Actor, verb: Verb, numbers: Sequence[int]) -> dict[int, Ticket]:
    found = permissions.visible(actor).filter(pk__in=numbers).select_related("organisation", "assignee", "requester")
    if {Who.PARTICIPANT, Who.FOLLOWER} & verb.who:
        found = found.prefetch_related("participations")
    return {ticket.pk: ticket for ticket in found.defer("description", "solution")}


def _outlook(actor: Actor, verb: Verb, ticket: Ticket, chosen: Chosen) -> Outlook:
    refusal = why_not(actor, verb, ticket)
    if not refusal and chosen.version not in (None, ticket.version):
        refusal = str(CHANGED)
    leads_to = verb.targets[0] if verb.targets and verb.targets[0] != ticket.state else ""
    return Outlook(ticket, "" if refusal or not leads_to else str(State(leads_to).label), refusal)


CHANGED = gettext_lazy("It was changed since you looked at it. Look at it again.")


def why_not(actor: Actor, verb: Verb, ticket: Ticket) -> str:
    """Why the verb can't be carried out on the ticket now; "" where it can."""
    own = verb if verb.key == offers.MACRO.key else lifecycle.get(ticket.kind).verb(verb.key)
    if own is None:
        return _("There is no such action for this kind of ticket.")
    if not permissions.sees_internal(actor, ticket):
        return _("This is your own request; colleagues work on it.")
    # What a macro may do is asked of each of its verbs, once one is chosen.
    return "" if verb.key == offers.MACRO.key else permissions.against(actor, own, ticket)


def _form(
    actor: Actor, verb: Verb, outlooks: Sequence[Outlook], values: offers.Values | None
) -> tuple[VerbForm | None, Ticket | None]:
    """The form of the verb for one ticket of those that can be changed: what many are asked depends on none of them."""
    named = str(values.get("other", "")) if values else ""
    able = [each.ticket for each in outlooks if not each.refusal]
    # The ticket into which others go is not one of those that go there.
    pattern = next((ticket for ticket in able if str(ticket.pk) != named.strip().lstrip("#")), None)
    return (VerbForm(verb, pattern, actor, values), pattern) if pattern else (None, None)


def _beside(other: Any, outlook: Outlook) -> Outlook:
    if outlook.refusal or outlook.ticket.pk != other.pk:
        return outlook
    return Outlook(outlook.ticket, refusal=_("This is the ticket to which the others go; it stays."))
