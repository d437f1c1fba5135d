"""The sentence at the bottom edge that says what was just done."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from fuwutai.core.errors import Text


def say(request: HttpRequest, text: Text, *, tone: str = "") -> None:
    """Let the next whole page that this reader gets say `text`; tone `bad` for what went wrong."""
    messages.info(request, str(text), extra_tags=tone)


def done(text: Text, *events: str) -> HttpResponse:
    """The answer to a sheet that was saved: it closes, the sentence is said, and `events` reach parts of the page."""
    told = {"dialog-close": True, "toast": {"text": str(text)}, **dict.fromkeys(events, True)}
    # The standard library escapes all but ASCII, which is what a header may hold; orjson would not.
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


def waiting(request: HttpRequest) -> list[dict[str, str]]:
    """What the page that is being made has to say; it is said once."""
    return [{"text": str(message), "tone": message.extra_tags} for message in messages.get_messages(request)]
