"""People on the search page: by name, number, mail and phone as in the directory, and by names that are nearly so."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor, visible_persons
from fuwutai.people.queries import WantedPersons, directory
from fuwutai.search import names
from fuwutai.search.kinds import Found, Hit, Kind
from fuwutai.search.marking import Marked, Marker

# So many names are compared one by one; a larger directory is looked through by its newest.
_MOST_NAMES = 10_000
# With fewer exact hits, names that are nearly so are looked for.
_FEW = 3


def find(actor: Actor, text: str, most: int) -> Found:
    text = text.strip().strip('"“”')[:60]
    if not text or ":" in text or "\uff1a" in text:
        return Found()
    found = list(_fitting(actor, text)[: most + 1])
    count, is_more = min(len(found), most), len(found) > most
    near = _near(actor, text, besides=found, most=most - count) if count < _FEW else []
    marker = Marker(text)
    return Found(
        hits=[_hit(person, marker) for person in [*found[:most], *near]],
        count=count + len(near),
        is_more=is_more,
        meant=near[0].name if near and not found else "",
        more_url=f"{reverse('people:persons')}?{WantedPersons(q=text).query()}" if is_more else "",
    )


def _fitting(actor: Actor, text: str) -> QuerySet[Person]:
    return directory(actor, WantedPersons(q=text)).prefetch_related(None).order_by("name", "pk")


def _near(actor: Actor, text: str, *, besides: list[Person], most: int) -> list[Person]:
    persons = visible_persons(actor).filter(active=True).order_by("-pk")
    known = {person.pk for person in besides}
    near = [
        key
        for key, name, other_name in persons.values_list("pk", "name", "other_name")[:_MOST_NAMES]
        if key not in known and (names.resembles(text, name) or (other_name and names.resembles(text, other_name)))
    ]
    return list(persons.filter(Q(pk__in=near[:most])).order_by("name", "pk"))


def _hit(person: Person, marker: Marker) -> Hit:
    parts = (person.other_name, person.title, person.department, person.organisation)
    return Hit(
        key=person.pk,
        url=reverse("people:person", kwargs={"pk": person.pk}),
        title=marker.mark(person.name),
        passage=Marked(person.staff_number, marker.mark(person.staff_number).spans),
        icon="user",
        details=[str(part) for part in parts if part],
    )


PERSONS = Kind(
    "people", _("People"), icon="users", position=20, find=find,
    examples=[("wangli", _("a name as it is spoken, wl for short")), ("王莉", _("also finds who sounds the same"))],
)  # fmt: skip
