"""Puts an entry of a room into one sentence in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.incidents.major.choices import FindingState, RoomPart
from fuwutai.timeline.models import Entry

Details = Mapping[str, Any]


def of(entry: Entry) -> SafeString:
    return _SENTENCES[entry.verb](entry.actor_name or _("The system"), entry.details)


def _say(pattern: str, **values: object) -> SafeString:
    strong = {name: format_html("<b>{}</b>", value) for name, value in values.items()}
    return mark_safe(escape(pattern) % strong)  # noqa: S308 - the pattern and every value are escaped


def _opened(by: str, details: Details) -> SafeString:
    return _say(_("%(by)s opened the room again") if details.get("again") else _("%(by)s opened the room"), by=by)


def _confirmed(by: str, details: Details) -> SafeString:
    pattern = _("%(by)s confirmed it: an update every %(minutes)s minutes")
    return _say(pattern, by=by, minutes=details.get("minutes", ""))


_BECAUSE = {
    "class": lambda: _("The room was stood down, because %(by)s changed the class"),
    "cancelled": lambda: _("The room was stood down, because %(by)s cancelled the ticket"),
    "merged": lambda: _("The room was stood down, because %(by)s merged the ticket into one with a room"),
}


def _stood_down(by: str, details: Details) -> SafeString:
    pattern = _BECAUSE.get(details.get("because", ""), lambda: _("%(by)s stood the room down"))()
    return _say(pattern, by=by)


def _ended(by: str, details: Details) -> SafeString:
    pattern = _("%(by)s declared it over after %(minutes)s minutes")
    return _say(pattern, by=by, minutes=details.get("minutes", ""))


def _rhythm(by: str, details: Details) -> SafeString:
    return _say(_("%(by)s set an update every %(minutes)s minutes"), by=by, minutes=details.get("minutes", ""))


def _duty(details: Details) -> str:
    return str(RoomPart(details["duty"]).label) if details.get("duty") in RoomPart.values else ""


def _person(details: Details, key: str = "person") -> str:
    return str((details.get(key) or {}).get("name", ""))


def _called(by: str, details: Details) -> SafeString:
    return _say(_("%(by)s called in %(name)s (%(part)s)"), by=by, name=_person(details), part=_duty(details))


def _part(by: str, details: Details) -> SafeString:
    return _say(_("%(by)s made %(name)s %(part)s"), by=by, name=_person(details), part=_duty(details))


def _arrived(by: str, details: Details) -> SafeString:
    return _say(_("%(by)s is in the room (%(part)s)"), by=by, part=_duty(details))


def _left(by: str, details: Details) -> SafeString:
    name = _person(details)
    return _say(_("%(by)s left the room"), by=by) if name == by else _say(_("%(name)s left the room"), name=name)


_ALARMS = {
    "undecided": lambda: _("Nobody has decided for %(minutes)s minutes; the managers were asked again"),
    "ahead": lambda: _("Reminder: an update is due in %(minutes)s minutes"),
    "due": lambda: _("Reminder: an update is due now"),
    "late": lambda: _("Reminder: an update is %(minutes)s minutes late"),
}


def _alarm(_by: str, details: Details) -> SafeString:
    return _say(_ALARMS[details["about"]](), minutes=details.get("minutes", 0))


def _gathered(by: str, details: Details) -> SafeString:
    count = len(details.get("numbers", ()))
    pattern = ngettext("%(by)s put %(count)s ticket under it", "%(by)s put %(count)s tickets under it", count)
    return _say(pattern, by=by, count=count)


def _moved(by: str, details: Details) -> SafeString:
    pattern = _("The room followed from ticket %(before)s to %(after)s, because %(by)s merged them")
    return _say(pattern, by=by, before=f"#{details.get('before')}", after=f"#{details.get('after')}")


def _found(by: str, details: Details) -> SafeString:
    pattern = _("%(by)s added a finding; %(name)s sees to it until %(due)s")
    return _say(pattern, by=by, name=_person(details, "owner"), due=details.get("due", ""))


def _settled(by: str, details: Details) -> SafeString:
    state = FindingState(details["state"]).label
    pattern = _("%(by)s set the finding “%(finding)s” to “%(state)s”")
    return _say(pattern, by=by, finding=details.get("finding", ""), state=state)


_SENTENCES: dict[str, Callable[[str, Details], SafeString]] = {
    "open": _opened,
    "confirm": _confirmed,
    "stand_down": _stood_down,
    "end": _ended,
    "rhythm": _rhythm,
    "call_in": _called,
    "part": _part,
    "arrive": _arrived,
    "leave": _left,
    "alarm": _alarm,
    "gather": _gathered,
    "move": _moved,
    "review": lambda by, _details: _say(_("%(by)s wrote the review"), by=by),
    "reviewed": lambda by, _details: _say(_("%(by)s finished the review"), by=by),
    "find": _found,
    "settle": _settled,
}
