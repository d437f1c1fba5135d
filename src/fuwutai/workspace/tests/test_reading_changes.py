"""Who changed what is read in words: conditions as their rows say them, codes by their names."""

import orjson
import pytest
from django.apps import apps
from django.utils import translation

from fuwutai.core.configuration import changes, queries
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.rules.models import Conditional
from fuwutai.site.tests.cast import Cast
from fuwutai.workspace.models import Macro, View


def told(subject: str, **fields: object) -> list[str]:
    """How values that were kept of a new record are read."""
    pairs = {name: [None, value] for name, value in fields.items()}
    change = ConfigurationChange(subject=subject, verb=changes.Verb.CHANGED, changes_json=orjson.dumps(pairs).decode())
    with translation.override("en"):
        return [line.new for line in queries.lines(change)]


@pytest.mark.parametrize("model", [each for each in apps.get_models() if issubclass(each, Conditional)])
def test_conditions_are_read_as_their_rows(cast: Cast, model: type[Conditional]) -> None:
    rows = [("team", "in", [cast.network.pk]), ("title", "contains", ["VPN"])]
    kept = {"all": [dict(zip(("field", "op", "value"), row, strict=True)) for row in rows]}
    [words] = told(model._meta.label_lower, conditions_json=orjson.dumps(kept).decode())
    assert str(cast.network.name_en) in words
    assert "{" not in words and "; " in words  # noqa: PT018


def test_steps_and_columns_are_read_by_their_names(cast: Cast) -> None:
    steps = orjson.dumps([{"verb": "classify", "values": {"category": cast.category.pk}}]).decode()
    assert cast.category.name_en in told(Macro._meta.label_lower, steps_json=steps)[0]
    assert told(View._meta.label_lower, columns="state,gone") == ["State, gone"]


def test_a_reason_to_wait_that_is_gone_stays_a_code(cast: Cast) -> None:
    [words] = told("service_levels.agreement", pauses="requester gone")
    assert words == "Waiting for the requester, gone"
