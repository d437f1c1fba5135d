"""Passwords that we must give to others (mail servers, directories), encrypted with a key outside the database.

Whoever steals a database dump does not get into the mailboxes with it.
"""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """The password was encrypted with another key: the secrets folder was lost or not copied along."""


def conceal(password: str) -> str:
    """The encrypted form; an empty password stays empty."""
    return _key().encrypt(password.encode()).decode() if password else ""


def reveal(concealed: str) -> str:
    try:
        return _key().decrypt(concealed.encode()).decode() if concealed else ""
    except InvalidToken:
        raise Unreadable from None


@cache
def _key() -> Fernet:
    secret = settings.OPTIONS.secret("vault")
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))
