"""The address under which a calendar program subscribes to somebody's duties."""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.duty.models import Feed
from fuwutai.people.models import Person

_SALT = "duty.feed"


def feed_address(person: Person) -> str:
    """The address. Whoever knows it reads the duties without signing in, as calendar programs can't."""
    feed = Feed.objects.get_or_create(person=person)[0]
    return settings.SITE_URL + reverse("duty:feed", kwargs={"key": _sign(feed)})


@transaction.atomic
def renew_feed(person: Person) -> str:
    """Another address; the one before answers nobody any more."""
    feed = Feed.objects.select_for_update().get_or_create(person=person)[0]
    feed.number += 1
    feed.save()
    return feed_address(person)


def person_of_feed(key: str) -> Person:
    """Whose duties the address tells. Raises NotFound for one that is not ours, was renewed, or of who has left."""
    try:
        value = signing.Signer(salt=_SALT).unsign(key)
    except signing.BadSignature:
        raise NotFound(_NOTHING) from None
    person, _dot, number = value.partition(".")
    found = Feed.objects.select_related("person__organisation", "person__site").filter(
        person=int(person), number=int(number), person__active=True
    )
    feed = found.first()
    if feed is None:
        raise NotFound(_NOTHING)
    return feed.person


def _sign(feed: Feed) -> str:
    return signing.Signer(salt=_SALT).sign(f"{feed.person_id}.{feed.number}")


_NOTHING = _("There is no such calendar, or its address was changed.")
