"""What came in and could not, or should not, become a ticket."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fuwutai.channels import permissions, queries
from fuwutai.channels.mail import message
from fuwutai.core import pages, toasts, typed
from fuwutai.files import services as files
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.tickets.choices import ContactState
from fuwutai.tickets.models import Contact
from fuwutai.tickets.services import contacts
from fuwutai.tickets.services.letters import Wish

_AT_ONCE = 50
# What a browser can show of a raw message before it becomes slow; the whole is offered as a file.
_MOST_SHOWN = 200_000
_MOST_READ = 20_000

_TABS = [
    ("unsettled", _("To look at")),
    (ContactState.IGNORED, _("Noted, not answered")),
    (ContactState.DISCARDED, ContactState.DISCARDED.label),
    (ContactState.DONE, ContactState.DONE.label),
    ("all", _("All")),
]


@permission_required("tickets.contacts")
def index(request: ActorRequest) -> HttpResponse:
    which = request.GET.get("which", "unsettled")
    text = request.GET.get("q", "").strip()[:100]
    found = queries.contacts(request.actor, which=which, text=text)
    page = Paginator(found, _AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "contacts": [(contact, queries.why(contact)) for contact in page],
        "page": page,
        "which": which,
        "text": text,
        "tabs": [_tab(request, key, label, which) for key, label in _TABS],
        "may_act": which in {"unsettled", ContactState.IGNORED, ContactState.DISCARDED},
        "pages": {name: _page_address(which, text, number) for name, number in _neighbours(page).items()},
    }
    return pages.render(request, "channels/contacts.html", context)


def _tab(request: ActorRequest, key: str, label: Any, which: str) -> dict[str, Any]:
    count = queries.count_unsettled(request.actor) if key == "unsettled" else None
    return {"label": label, "url": f"?which={key}", "current": key == which, "count": count}


def _neighbours(page: Any) -> dict[str, int]:
    return {
        "next": page.next_page_number() if page.has_next() else 0,
        "previous": page.previous_page_number() if page.has_previous() else 0,
    }


def _page_address(which: str, text: str, number: int) -> str | None:
    if not number:
        return None
    query = QueryDict(mutable=True)
    query.update({"which": which, "page": str(number), **({"q": text} if text else {})})
    return f"?{query.urlencode()}"


@permission_required("tickets.contacts")
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    contact = permissions.fetch_contact(request.actor, pk)
    shown = files.read(contact.raw)[:_MOST_SHOWN].decode("utf-8", "replace")
    context = {
        "contact": contact,
        "why": queries.why(contact),
        "mailbox": queries.mailboxes().get(contact.source),
        "raw": shown,
        "is_cut": contact.raw.size > _MOST_SHOWN,
        "may_run_again": contact.state in contacts.AGAIN and contact.ticket_id is None,
        "may_discard": contact.state in {ContactState.RECEIVED, ContactState.QUARANTINED},
    }
    return pages.render(request, "channels/contact.html", context)


@permission_required("tickets.contacts")
def reading(request: ActorRequest, pk: int) -> HttpResponse:
    """What we understand of the message, as plain text."""
    contact = permissions.fetch_contact(request.actor, pk)
    read = message.read(files.read(contact.raw))
    return pages.render(request, "channels/reading.html", {"read": read, "text": read.text[:_MOST_READ]})


@permission_required("tickets.contacts")
def raw(request: ActorRequest, pk: int) -> HttpResponse:
    """The message as it came, as a file; nothing in it may run in our name."""
    contact = permissions.fetch_contact(request.actor, pk)
    response = HttpResponse(files.read(contact.raw), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="message-{contact.pk}.eml"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@permission_required("tickets.contacts")
def run_again(request: ActorRequest) -> HttpResponse:
    wish = Wish.AS_REPORT if request.POST.get("wish") == Wish.AS_REPORT else Wish.AGAIN
    count = contacts.run_again(request.actor, contacts=_chosen(request), wish=wish)
    said = ngettext("%d message is being taken in.", "%d messages are being taken in.", count) % count
    toasts.say(request, said)
    return _back(request)


@require_POST
@permission_required("tickets.contacts")
def discard(request: ActorRequest) -> HttpResponse:
    count = contacts.discard(request.actor, contacts=_chosen(request))
    said = ngettext(
        "%d message was discarded. It stays stored.", "%d messages were discarded. They stay stored.", count
    )
    toasts.say(request, said % count)
    return _back(request)


def _chosen(request: ActorRequest) -> list[Contact]:
    ids = [key for text in request.POST.getlist("contact") if (key := typed.number(text)) is not None]
    return list(permissions.visible_contacts(request.actor).filter(pk__in=ids[:1000]))


def _back(request: ActorRequest) -> HttpResponse:
    which = request.POST.get("which", "unsettled")
    known = {key for key, _label in _TABS}
    return redirect(f"{reverse('channels:contacts')}?which={which if which in known else 'unsettled'}")
