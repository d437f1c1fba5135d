"""The addresses of the product, and two behind which something breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from fuwutai.site.urls import handler404, handler429, handler500, urlpatterns


def _break(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("out of paper")


urlpatterns = [*urlpatterns, path("broken", _break), path("api/broken", _break)]

__all__ = ["handler404", "handler429", "handler500", "urlpatterns"]
