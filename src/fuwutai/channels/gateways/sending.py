"""Notices as short messages and chat messages."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop

from fuwutai.channels.gateways import calling, queries, texts
from fuwutai.channels.gateways.calling import Call
from fuwutai.channels.gateways.choices import GatewayKind, Verdict
from fuwutai.channels.gateways.models import PLACES, Gateway, Hook, Room
from fuwutai.notices import kinds
from fuwutai.notices.models import Delivery
from fuwutai.notices.transports import Undeliverable, Unsent
from fuwutai.notices.words import Words

# Robots take 2,048 octets of text, and a Chinese character is three of them.
_LONGEST_CHAT = 600
# Stored as they are; the page of undelivered notices says them in its reader's language.
_NO_GATEWAY = gettext_noop("No gateway is set up for this number or address.")
_NO_ROOM = gettext_noop("This chat room is out of use.")


def send_sms(delivery: Delivery, words: Words) -> str:
    """Send one notice to a mobile number. Raises Undeliverable when that will never work, Unsent when it may later."""
    gateway = _gateway(GatewayKind.SMS, delivery.address)
    most = texts.room(gateway.most_segments) - _around(gateway)
    return _hand_over(gateway, delivery, texts.shortened(words.short, most=most))


def send_chat(delivery: Delivery, words: Words) -> str:
    """Send one notice to a person or into a room. Raises as `send_sms` does."""
    text = texts.shortened(_chat_text(delivery, words), most=_LONGEST_CHAT)
    if delivery.notice.room:
        room = Room.objects.filter(pk=int(delivery.notice.room), active=True).first()
        if room is None:
            raise Undeliverable(_NO_ROOM)
        return _hand_over(room, delivery, text)
    return _hand_over(_gateway(GatewayKind.IM, delivery.address), delivery, text)


def try_out(hook: Hook, *, address: str, text: str) -> Call:
    """Send `text` at once, whether or not the hook is in use yet."""
    return calling.call(hook, _values(hook, address, text, id_="trial"))


def _gateway(kind: GatewayKind, address: str) -> Gateway:
    for gateway in queries.in_use(kind):
        if gateway.takes(queries.international(address, country_code=gateway.country_code)):
            return gateway
    raise Undeliverable(_NO_GATEWAY)


def _around(hook: Hook) -> int:
    """How much room what stands around the text takes: “【Lanjiang IT】{text}”."""
    found = [string for string in hook.body.split('"') if "{text}" in string]
    return texts.units(PLACES.sub("", found[0])) if found else 0


def _chat_text(delivery: Delivery, words: Words) -> str:
    notice = delivery.notice
    page = kinds.get(notice.kind).page
    link = settings.SITE_URL + page(notice.data) if page else ""
    return "\n".join(filter(None, [words.subject, words.line, link]))


def _hand_over(hook: Hook, delivery: Delivery, text: str) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        done = calling.call(hook, _values(hook, delivery.address, text, id_=str(delivery.pk)))
    error = "" if done.verdict == Verdict.TAKEN else done.sentence
    if error != hook.last_error:
        type(hook)._default_manager.filter(pk=hook.pk).update(last_error=error)
    match done.verdict:
        case Verdict.LATER:
            raise Unsent(done.sentence)
        case Verdict.REFUSED:
            raise Undeliverable(done.sentence)
    return ""


def _values(hook: Hook, address: str, text: str, *, id_: str) -> dict[str, str]:
    number = queries.international(address, country_code=hook.country_code if isinstance(hook, Gateway) else "")
    digits = "".join(letter for letter in address if letter.isdecimal())
    mobile = f"+{digits}" if address.strip().startswith("+") else digits
    return {
        "text": text, "address": address, "mobile": mobile, "digits": digits, "international": number, "id": id_,
    }  # fmt: skip
