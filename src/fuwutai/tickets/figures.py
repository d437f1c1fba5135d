"""What the page of a person shows about their tickets."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.people.models import Person
from fuwutai.people.panels import Figure
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions
from fuwutai.tickets.choices import OPEN


def of_person(actor: Actor, person: Person) -> list[Figure]:
    """How many tickets they asked for and work on, as far as the reader may see them."""
    seen = permissions.visible(actor)
    asked = {"requester": person.pk}
    found = [
        Figure(_("Asked for, still open"), seen.filter(requester=person, state__in=OPEN).count(), _list(asked)),
        Figure(_("Asked for, all"), seen.filter(requester=person).count(), _list(asked)),
    ]
    if person.teams.exists():
        works = seen.filter(Q(assignee=person), state__in=OPEN).count()
        found.append(Figure(_("Works on"), works, _list({"assignee": person.pk})))
    return found


def _list(narrowed: dict[str, int]) -> str:
    return f"{reverse('tickets:list')}?{urlencode(narrowed)}"
