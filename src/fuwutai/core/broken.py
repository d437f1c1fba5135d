"""The page of last resort, for when something went wrong with us, or a request is not for us.

It is plain text in this file and needs nothing.
"""

import base64
import hashlib
import sys
from html import escape

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext, pgettext

from fuwutai.core import back, failures
from fuwutai.core.api import problems
from fuwutai.core.errors import Refusal
from fuwutai.core.failures import Failure

_STYLE = """
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;
background:light-dark(#f2f6f6,#0f171a);color:light-dark(#17242a,#e3ebed);
font:16px/1.6 Inter,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
main{box-sizing:border-box;width:min(30rem,100vw - 2rem);margin:1rem;padding:2rem;border-radius:14px;
background:light-dark(#fff,#172125);border:1px solid light-dark(#e2e8e9,#243035)}
h1{margin:0 0 .75rem;font-size:1.35rem;line-height:1.3}
p{margin:0 0 1rem}
code{font-size:1.05em;padding:.1em .4em;border-radius:6px;background:light-dark(#e4f1f3,#143540)}
a{display:inline-block;padding:.45rem 1rem;border-radius:8px;text-decoration:none;
background:light-dark(#0f6478,#62bccf);color:light-dark(#fff,#0f171a)}
a+a{margin-left:.5rem;background:none;color:light-dark(#0f6478,#62bccf)}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; frame-ancestors 'none'"
_PAGE = """<!doctype html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><main>
<h1>{title}</h1>
<p>{sentence}</p>
{number}{links}
</main></body>
</html>
"""


def answer(request: HttpRequest) -> HttpResponse:
    """Answer whoever met the failure that is being handled, in their language; the log knows it by the same id."""
    error = sys.exc_info()[1] or RuntimeError("called outside of a failure")
    failure = failures.note(error, path=request.path, method=request.method)
    with translation.override(_language(request)):
        if request.path.startswith("/api/"):
            return problems.problem(problems.failed(failure))
        response = _words(failure) if "HTTP_HX_REQUEST" in request.META else _page(request, failure)
    if failure.trouble.status == 503:
        response.headers["Retry-After"] = "30"
    return response


def not_for_us(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before it reaches a page: mostly an address at which we do not answer."""
    with translation.override(_language(request)):
        links = [(settings.SITE_URL, gettext("Back to the start"))]
        if isinstance(exception, DisallowedHost):
            title = gettext("The service desk does not answer at this address")
            sentence = gettext(
                "It answers at %(url)s. Whoever runs it can let it answer here as well, with FUWUTAI_HOSTS."
            ) % {"url": settings.SITE_URL}
        else:
            title = gettext("This request can't be read")
            sentence = gettext("Nothing was changed. Go back and try it again.")
        if request.path.startswith("/api/"):
            return problems.problem(Refusal(f"{title}. {sentence}"))
        return _draw(title, sentence, links, status=400)


def _language(request: HttpRequest) -> str:
    """The reader's own, where we came as far as knowing them; otherwise that of their browser."""
    return getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)


def _words(failure: Failure) -> HttpResponse:
    """For a piece of a page: a sentence, which the front end says at the edge of the page."""
    trouble = failure.trouble
    sentence = gettext("%(title)s. %(sentence)s (%(id)s)")
    words = sentence % {"title": trouble.title, "sentence": trouble.sentence, "id": failure.id}
    return HttpResponse(words, status=trouble.status, content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, failure: Failure) -> HttpResponse:
    trouble = failure.trouble
    links = [("/", gettext("Back to the start"))]
    # What was sent is not sent again by a link; the form it came from still holds it, or opens anew.
    is_opened = request.method in {"GET", "HEAD"}
    here = request.get_full_path() if is_opened else back.place(request)
    if here.startswith("/") and not here.startswith("//"):
        links.insert(0, (here, gettext("Try again") if is_opened else gettext("Back to where you were")))
    number = f"<p>{escape(pgettext('of a failure', 'Number'))}: <code>{escape(failure.id)}</code></p>\n"
    return _draw(str(trouble.title), str(trouble.sentence), links, status=trouble.status, number=number)


def _draw(title: str, sentence: str, links: list[tuple[str, str]], *, status: int, number: str = "") -> HttpResponse:
    page = _PAGE.format(
        style=_STYLE,
        lang={"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(translation.get_language() or "", "en"),
        title=escape(title),
        sentence=escape(sentence),
        number=number,
        links="".join(f'<a href="{escape(address)}">{escape(label)}</a>' for address, label in links),
    )
    return HttpResponse(page, status=status, headers={"Content-Security-Policy": _POLICY})
