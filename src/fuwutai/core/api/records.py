"""Settings by program: list, read, add and change records, cleaned by the forms of the pages and saved by services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status
from pydantic import BaseModel, create_model

from fuwutai.core.api import bodies, paging, versions
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Flag, Id, Input, Output, Position, between, line
from fuwutai.core.configuration import changes
from fuwutai.core.configuration.forms import SettingForm
from fuwutai.core.errors import Conflict, Invalid, NotFound, Text

Door = Callable[[Any], Any]
# Fields of any other class are no single value; their operation describes them itself.
_PLAIN = (
    forms.CharField, forms.ChoiceField, forms.BooleanField, forms.IntegerField, forms.ModelChoiceField, forms.TimeField,
)  # fmt: skip
# A choice among more than this is described as text.
_MOST_VALUES = 30
_LONGEST = 5_000


@dataclass(frozen=True)
class Records:
    """The records of one setting. `reads` are those an actor may look at, `changes` those they may change with
    `permission`.

    `plural` is the address and, with `noun`, in the names of the operations: `listTeams`, `addTeam`, `changeTeam`.
    """

    noun: str
    plural: str
    permission: str
    answer: type[Output]
    form: type[SettingForm[Any]]
    reads: Callable[[Any], QuerySet[Any]]
    changes: Callable[[Any], QuerySet[Any]]
    save: Callable[[Any, SettingForm[Any]], Model]
    by: tuple[str, ...] = ("id",)

    @property
    def model(self) -> type[Model]:
        return self.form._meta.model


def saved_by(service: Callable[[Any, Any], Model]) -> Callable[[Any, SettingForm[Any]], Model]:
    """For a service that takes the record as the form has filled it."""
    return lambda actor, form: service(actor, form.instance)


@dataclass(frozen=True)
class Doors:
    """Who gets in to look, and who to change."""

    reads: Door
    configures: Door


def declare(router: Router, records: Records, doors: Doors) -> None:
    """Put the four operations of `records` on the router."""
    path = records.plural.replace("_", "-")
    one, many = _title(records.noun), _title(records.plural)
    said = records.noun.replace("_", " ")
    router.add_api_operation(
        f"/{path}", ["GET"], _list(records), auth=doors.reads, response=Page[records.answer],  # type: ignore[name-defined]
        operation_id=f"list{many}", summary=f"List {records.plural.replace('_', ' ')}",
    )  # fmt: skip
    router.add_api_operation(
        f"/{path}", ["POST"], _add(records), auth=doors.configures, response={201: records.answer},
        operation_id=f"add{one}", summary=f"Add a {said}",
    )  # fmt: skip
    router.add_api_operation(
        f"/{path}/{{int:record}}", ["GET"], _get(records), auth=doors.reads, response=records.answer,
        operation_id=f"get{one}", summary=f"Read a {said}",
    )  # fmt: skip
    router.add_api_operation(
        f"/{path}/{{int:record}}", ["PATCH"], _change(records), auth=doors.configures, response=records.answer,
        operation_id=f"change{one}", summary=f"Change a {said}",
        description="Fields that are left out stay as they are.",
    )  # fmt: skip


def _list(records: Records) -> Callable[..., Any]:
    def list_records(request: Any, wanted: Query[Paging]) -> dict[str, Any]:
        return paging.page(request, records.reads(request.actor), wanted, by=records.by)

    return list_records


def _get(records: Records) -> Callable[..., Any]:
    def get_record(request: Any, response: HttpResponse, record: Id) -> Model:
        found = fetch(records.reads(request.actor), record)
        _mark(response, found)
        return cast(Model, found)

    return get_record


def _add(records: Records) -> Callable[..., Any]:
    def add_record(request: Any, response: HttpResponse, body: Any) -> Status[Model]:
        request.actor.must(records.permission)
        saved = _save(records, request.actor, records.model(), body.model_dump(exclude_unset=True))
        response.headers["Location"] = f"{request.path}/{saved.pk}"
        _mark(response, saved)
        return Status(201, saved)

    add_record.__annotations__["body"] = bodies.sent(new_shape(records))
    return add_record


def _change(records: Records) -> Callable[..., Any]:
    def change_record(request: Any, response: HttpResponse, record: Id, body: Any) -> Model:
        request.actor.must(records.permission)
        found = fetch(records.changes(request.actor), record)
        expected = versions.expected(request, versions.PRINTED)
        if expected and expected != changes.fingerprint(found):
            raise Conflict(changes.CHANGED_MEANWHILE)
        saved = _save(records, request.actor, found, body.model_dump(exclude_unset=True))
        _mark(response, saved)
        return saved

    change_record.__annotations__["body"] = bodies.sent(change_shape(records))
    return versions.versioned(versions.PRINTED)(change_record)


def fetch(rows: QuerySet[Any], pk: int) -> Any:
    """The record, or NotFound when it is none of `rows`."""
    record = rows.filter(pk=pk).first()
    if record is None:
        raise NotFound(_("There is no such record, or none that you may see."))
    return record


def _mark(response: HttpResponse, record: Model) -> None:
    versions.mark(response, changes.fingerprint(record))


def _save(records: Records, actor: Any, record: Model, sent: Mapping[str, Any]) -> Model:
    """Clean what was sent together with what stays as the page's form does, then let the service save it."""
    form = clean(records.form, actor, record, sent)
    for name in ("active", "position"):
        if sent.get(name) is not None:
            setattr(form.instance, name, sent[name])
    return records.save(actor, form)


def clean(form: type[SettingForm[Any]], actor: Any, record: Model, sent: Mapping[str, Any]) -> SettingForm[Any]:
    """The form of `record` with the values of `sent`, the others as they are; raises Invalid with its sentences."""
    shown = form(instance=record, actor=actor)
    values = {**shown.initial, "seen": shown.seen(), **sent}
    data: MultiValueDict[str, Any] = MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in values.items() if value is not None}
    )
    asked = form(data, instance=record, actor=actor)
    if not asked.is_valid():
        refuse(asked)
    return asked


def refuse(form: forms.BaseForm) -> None:
    """Raise what the form has to say as Invalid."""
    fields: dict[str, list[Text]] = {name: [*sentences] for name, sentences in form.errors.items()}
    raise Invalid(next(iter(fields.values()))[0], fields=fields)


def new_shape(records: Records) -> type[BaseModel]:
    """The body that adds a record, derived from the form of the page."""
    shapes = _shapes(records)
    fields: dict[str, Any] = {name: (shape, ...) if must else (shape, None) for name, (shape, must) in shapes.items()}
    return create_model(f"New{_title(records.noun)}", __base__=Input, **fields)


def change_shape(records: Records) -> type[BaseModel]:
    """The body that changes a record: the same, with everything left out that stays."""
    shapes = _shapes(records)
    fields: dict[str, Any] = {name: (shape, None) for name, (shape, _must) in shapes.items()}
    return create_model(f"{_title(records.noun)}Change", __base__=Input, **fields)


def _shapes(records: Records) -> dict[str, tuple[Any, bool]]:
    """Each field of the body: its type, and whether a new record needs it."""
    own = {field.name: field for field in records.model._meta.concrete_fields}
    found = {
        name: (_shape(field), field.required and not (name in own and own[name].has_default()))
        for name, field in records.form.base_fields.items()
        if name != "seen" and isinstance(field, _PLAIN)
    }
    extra: dict[str, Any] = {"active": Flag, "position": Position}
    return found | {name: (shape, False) for name, shape in extra.items() if name in own and name not in found}


def _shape(field: Any) -> Any:
    if isinstance(field, forms.ModelChoiceField):
        return Id if field.required else Id | None
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        values = tuple(value for value, _label in choices)
        return Literal[values] if values and len(values) <= _MOST_VALUES else Annotated[str, line(100)]
    if isinstance(field, forms.BooleanField):
        return Flag
    if isinstance(field, forms.IntegerField):
        bounds: Any = (field.min_value or 0, field.max_value or 32_767)
        return Annotated[int, between(*bounds)]
    longest = getattr(field, "max_length", None) or _LONGEST
    return Annotated[str, line(longest, least=int(field.required))]


def _title(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
