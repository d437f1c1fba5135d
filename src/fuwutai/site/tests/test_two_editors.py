"""Two people have the same form open: the second is refused, sees what the first wrote, and loses nothing.

Every form of settings is found by its address; what else can be edited stands in `more`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from lxml import html

from fuwutai.channels.models import Mailbox
from fuwutai.site.tests.cast import Cast
from fuwutai.site.tests.stage import Stage
from fuwutai.workspace.models import View

Browse = Callable[[str], Client]
# Written into a text: the first words that a form takes in one of its fields.
THEIRS, MINE = "Aldebaran", "Betelgeuse"


def settings_pages(namespace: str = "", within: Any = None) -> Iterator[tuple[str, str, Any]]:
    """Namespace, name and declaration of each setting and sheet."""
    for pattern in (within or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from settings_pages(pattern.namespace or namespace, pattern)
        elif isinstance(pattern, URLPattern) and (given := pattern.default_args):
            name = str(pattern.name)
            if "sheet" in given or ("setting" in given and name.endswith("-new")):
                yield namespace, name, given.get("setting") or given["sheet"]


def test_whoever_is_second_sees_both_texts_in_every_form(cast: Cast, browse: Browse) -> None:
    stage, ada = Stage(cast), browse("ada")
    addresses = [address for each in settings_pages() if (address := address_of(cast, *each))]
    addresses += [reverse(name, args=args) for name, args in more(cast, stage)]
    assert len(addresses) > 30
    told = {address: why for address in dict.fromkeys(addresses) if (why := unproved(ada, address))}
    assert not told, "\n".join(f"{address}: {why}" for address, why in told.items())


def address_of(cast: Cast, namespace: str, name: str, declared: Any) -> str:
    if not name.endswith("-new"):
        return reverse(f"{namespace}:{name}")
    record = declared.rows(cast.actor("ada")).first()
    page = declared.page or f"{namespace}:{declared.name}-edit"
    return reverse(page, kwargs={"pk": record.pk}) if record else ""


def more(cast: Cast, stage: Stage) -> list[tuple[str, list[int]]]:
    """What else can be edited. Of an agreement a proposal is saved first, and checked when it is put in force."""
    return [
        ("people:person-edit", [cast.rita.pk]), ("workspace:view-edit", [View.objects.all()[0].pk]),
        ("backup:plan", []), ("channels:mailbox", [Mailbox.objects.all()[0].pk]),
        ("duty:duty", [stage.duty.pk]), ("duty:person-skills", [cast.sam.pk]), ("major:review", [stage.running.pk]),
    ]  # fmt: skip


def unproved(client: Client, address: str) -> str:
    """Why it is not proved that a form at this address loses nothing; empty where it is."""
    shown = form_at(client, address)
    tries = ((name, *words) for name, words in texts(shown))
    found = next((each for each in tries if is_taken(client, shown, each[0], each[1])), None)
    if not found:
        return f"It takes none of what is tried: {shown['kinds']}"
    field, theirs, mine = found
    refused = client.post(*sent(shown, field, mine))
    if refused.status_code != 409:
        return f"{field} of an old page is answered with {refused.status_code}"
    if (
        shown["kinds"][field] != "select"
        and theirs.lower() not in html.fromstring(refused.content).text_content().lower()
    ):
        return f"What was written into {field} meanwhile is not shown"
    again = {**form_in(refused.content), "action": address}
    if [value.strip() for value in again["values"][field]] != [mine]:
        return f"What the second wrote into {field} is lost"
    return "" if client.post(*sent(again, field, mine)).status_code < 400 else "It can't be saved after looking"


def is_taken(client: Client, shown: Mapping[str, Any], field: str, text: str) -> bool:
    if client.post(*sent(shown, field, text)).status_code >= 400:
        return False
    return bool(form_at(client, shown["action"])["values"].get(field) != shown["values"].get(field))


def form_at(client: Client, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return {"action": address, **form_in(answer.content)}


def form_in(page: bytes) -> dict[str, Any]:
    form = next(each for each in html.fromstring(page).forms if "seen" in each.fields)
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    kinds = {each.get("name"): (each.get("type") or each.tag) for each in form.inputs if each.get("name")}
    options = {each.get("name"): each.value_options for each in form.inputs if each.tag == "select"}
    return {"values": values, "kinds": kinds, "options": options}


def texts(shown: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """What can be written into the fields of the form: by the first person, and by the second."""
    for name, kind in shown["kinds"].items():
        if kind in ("text", "textarea"):
            yield name, (THEIRS, MINE)
        elif kind == "number":
            value = int((shown["values"].get(name) or ["3"])[0] or 3)
            yield name, (str(value + 1), str(value + 2))
        elif kind == "time":
            yield name, ("05:15", "05:45")
        elif kind == "select":
            others = [value for value in shown["options"][name] if [value] != shown["values"].get(name)]
            yield from [(name, (others[0], others[1]))] if len(others) > 1 else []


def sent(shown: Mapping[str, Any], field: str, text: str) -> tuple[str, dict[str, Any]]:
    return shown["action"], {**shown["values"], field: [text]}
