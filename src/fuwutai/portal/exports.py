"""What requesters said, as a file."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core.exports import lists
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.people.choices import Level
from fuwutai.people.permissions import Actor
from fuwutai.portal.choices import Source
from fuwutai.portal.models import Rating
from fuwutai.portal.queries import opinions
from fuwutai.portal.roles import SEE_OPINIONS


def _ratings(actor: Actor, query: QueryDict) -> QuerySet[Rating]:
    actor.must(SEE_OPINIONS)
    return opinions.ratings(actor, opinions.Wanted.read({name: query.get(name, "") for name in query}))


_COLUMNS = (
    Column(_("Number"), lambda rating: rating.ticket_id, width=10),
    Column(_("Title"), lambda rating: rating.ticket.title, width=48),
    Column(_("Group"), lambda rating: rating.team, width=20),
    Column(_("Service level"), lambda rating: Level(rating.ticket.requester.level).label, width=12),
    Column(_("Stars"), lambda rating: rating.stars, width=8),
    Column(_("In your words"), lambda rating: rating.words, width=60),
    Column(_("From"), lambda rating: Source(rating.source).label, width=10),
    Column(_("When"), lambda rating: rating.rated_at, width=20, is_moment=True),
)


def declare() -> None:
    lists.declare(ExportedList("ratings", _("What requesters say"), _ratings, _COLUMNS))
