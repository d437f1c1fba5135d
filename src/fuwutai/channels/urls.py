from django.urls import path

from fuwutai.channels.views import contacts, mailboxes

app_name = "channels"
urlpatterns = [
    path("mailboxes/", mailboxes.index, name="mailboxes"),
    path("mailboxes/new", mailboxes.create, name="new_mailbox"),
    path("mailboxes/<int:pk>", mailboxes.edit, name="mailbox"),
    path("mailboxes/<int:pk>/trial", mailboxes.try_out, name="try_mailbox"),
    path("mailboxes/<int:pk>/consent", mailboxes.allow, name="allow_mailbox"),
    path("mailboxes/consent", mailboxes.allowed, name="mailbox_consent"),
    path("contacts/", contacts.index, name="contacts"),
    path("contacts/again", contacts.run_again, name="run_contacts_again"),
    path("contacts/discards", contacts.discard, name="discard_contacts"),
    path("contacts/<int:pk>", contacts.detail, name="contact"),
    path("contacts/<int:pk>/reading", contacts.reading, name="read_contact"),
    path("contacts/<int:pk>/raw", contacts.raw, name="raw_contact"),
]
