"""What dispatching knows of somebody who was entered twice."""

import orjson

from fuwutai.dispatch.models import Capacity, Turns
from fuwutai.people.models import Person


def move(person: Person, *, to: Person) -> None:
    """Let the capacity and the turns of `person` be those of `to`; a capacity of their own stays.

    Called inside the transaction that merges the two.
    """
    if Capacity.objects.filter(person=to).exists():
        Capacity.objects.filter(person=person).delete()
    else:
        Capacity.objects.filter(person=person).update(person=to)
    for turns in Turns.objects.select_for_update().filter(last_json__contains=f'"{person.pk}":').order_by("team"):
        last = turns.last
        turn = last.pop(person.pk, 0)
        last[to.pk] = max(turn, last.get(to.pk, 0))
        turns.last_json = orjson.dumps(last, option=orjson.OPT_NON_STR_KEYS).decode()
        turns.save(update_fields=["last_json"])
