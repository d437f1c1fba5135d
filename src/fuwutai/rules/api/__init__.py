"""What conditions can be made of, for those who write them by program."""

from django.utils.translation import gettext_lazy as _
from ninja import Router

from fuwutai.core.api.shapes import Label, Output
from fuwutai.core.errors import NotFound
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads
from fuwutai.rules import catalogue as catalogues
from fuwutai.rules import operators
from fuwutai.rules.catalogue import Catalogue, Field
from fuwutai.rules.choices import Kind, Takes

CATALOGUES = Router(tags=["Conditions"])


class CatalogueRow(Output):
    key: str
    label: Label


class ConditionOperator(Output):
    """`takes` tells what `value` has to be: nothing, a list of choices, ids or texts, a number, true or false, a moment
    (`2026-11-20T08:25:00+08:00`) or a span (`30m`, `12h`, `7d`, `2w`)."""

    op: str
    label: Label
    takes: Takes


class ConditionChoice(Output):
    value: int | str
    label: Label


class ConditionField(Output):
    key: str
    label: Label
    group: Label
    kind: Kind
    operators: list[ConditionOperator]
    choices: list[ConditionChoice]


class CatalogueShape(CatalogueRow):
    """The fields that conditions on such records can name."""

    fields: list[ConditionField]


@CATALOGUES.get(
    "", auth=reads, response=list[CatalogueRow], operation_id="listCatalogues", summary="List what has conditions"
)
def list_catalogues(request: ActorRequest) -> list[Catalogue]:
    return catalogues.everything()


@CATALOGUES.get(
    "/{catalogue}",
    auth=reads,
    response=CatalogueShape,
    operation_id="getCatalogue",
    summary="Read what conditions can say",
)
def get_catalogue(request: ActorRequest, catalogue: str) -> CatalogueShape:
    """Fields with the operators that make sense for them and, where only some values are possible, those values."""
    found = catalogues.get(catalogue)
    if found is None:
        raise NotFound(_("There is nothing here, or nothing that you may see."))
    return CatalogueShape(
        key=found.key, label=str(found.label), fields=[_field(field) for field in found.fields.values()]
    )


def _field(field: Field) -> ConditionField:
    offered = operators.of(field).values()
    return ConditionField(
        key=field.key,
        label=str(field.label),
        group=str(field.group),
        kind=field.kind,
        operators=[ConditionOperator(op=each.key, label=str(each.label), takes=each.takes) for each in offered],
        choices=[ConditionChoice(value=value, label=label) for value, label in field.choices()],
    )
