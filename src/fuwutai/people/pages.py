"""What templates know of people: who reads, and which device signed in."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from jinja2 import Environment

# The first that a browser names itself by wins: each also names those it wants to be taken for.
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Lark", "Lark"), ("Edg", "Edge"),
    ("Firefox", "Firefox"), ("OPR", "Opera"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def who_reads(request: HttpRequest) -> dict[str, object]:
    """Puts `actor` into every template."""
    return {"actor": getattr(request, "actor", None)}


def extend(environment: Environment) -> None:
    environment.filters.update(device=device, device_is_phone=device_is_phone)


def device(user_agent: str) -> str:
    """`Edge on Windows`, from what the browser says of itself."""
    values = {"browser": _named(user_agent, _BROWSERS), "system": _named(user_agent, _SYSTEMS)}
    if values["browser"] and values["system"]:
        return _("%(browser)s on %(system)s") % values
    return values["browser"] or values["system"] or _("Unknown device")


def device_is_phone(user_agent: str) -> bool:
    return any(word in user_agent for word in ("Mobile", "Android", "iPhone"))


def _named(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
