"""Channels by program: mailboxes, and what came in through them."""

from fuwutai.channels.api.contacts import CONTACTS
from fuwutai.channels.api.mailboxes import MAILBOXES

__all__ = ["CONTACTS", "MAILBOXES"]
