from django.urls import path

from fuwutai.channels.gateways import views as gateways
from fuwutai.channels.views import contacts, mailboxes
from fuwutai.core.configuration import pages
from fuwutai.people.doors import staff_required

app_name = "channels"
urlpatterns = [
    path("mailboxes/", mailboxes.index, name="mailboxes"),
    path("mailboxes/new", mailboxes.create, name="new_mailbox"),
    path("mailboxes/<int:pk>", mailboxes.edit, name="mailbox"),
    path("mailboxes/<int:pk>/trial", mailboxes.try_out, name="try_mailbox"),
    path("mailboxes/<int:pk>/consent", mailboxes.allow, name="allow_mailbox"),
    path("mailboxes/consent", mailboxes.allowed, name="mailbox_consent"),
    *pages.addresses(gateways.GATEWAYS, door=staff_required),
    path("gateways/<int:pk>", gateways.gateway, name="gateway"),
    path("gateways/<int:pk>/trial", gateways.try_gateway, name="try_gateway"),
    *pages.addresses(gateways.ROOMS, door=staff_required),
    path("rooms/<int:pk>", gateways.room, name="room"),
    path("rooms/<int:pk>/trial", gateways.try_room, name="try_room"),
    path("contacts/", contacts.index, name="contacts"),
    path("contacts/again", contacts.run_again, name="run_contacts_again"),
    path("contacts/discards", contacts.discard, name="discard_contacts"),
    path("contacts/<int:pk>", contacts.detail, name="contact"),
    path("contacts/<int:pk>/reading", contacts.reading, name="read_contact"),
    path("contacts/<int:pk>/raw", contacts.raw, name="raw_contact"),
]
