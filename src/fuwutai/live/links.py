"""What pages have to know of the live process: where it is."""

from django.conf import settings
from jinja2 import Environment


def extend(environment: Environment) -> None:
    environment.globals["live_url"] = settings.LIVE_URL
