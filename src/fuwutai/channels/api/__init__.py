"""Channels by program: mailboxes, gateways, and what came in through them."""

from fuwutai.channels.api.contacts import CONTACTS
from fuwutai.channels.api.mailboxes import MAILBOXES
from fuwutai.channels.gateways.api import GATEWAYS

__all__ = ["CONTACTS", "GATEWAYS", "MAILBOXES"]
