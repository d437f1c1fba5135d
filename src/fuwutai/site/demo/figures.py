"""What became of it, in figures: printed when the demo company is ready."""

from collections.abc import Iterator

from django.db.models import Count, F

from fuwutai.people.models import Person
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry


def table() -> Iterator[str]:
    tickets = Ticket.objects.all()
    yield f"  {Person.objects.count()} people, {tickets.count()} tickets, {Entry.objects.count()} entries"
    yield f"  {tickets.filter(state__in=OPEN).count()} open"
    for name in ("state", "kind", "channel", "grade", "priority"):
        counted = tickets.values_list(name).annotate(count=Count("pk")).order_by("-count")
        yield f"  {name:<10}" + ", ".join(f"{value} {count}" for value, count in counted)
    counted = (
        tickets.filter(team__isnull=False)
        .annotate(code=F("team__code"))
        .values_list("code")
        .annotate(count=Count("pk"))
    )
    yield f"  {'team':<10}" + ", ".join(f"{value} {count}" for value, count in counted.order_by("-count"))
