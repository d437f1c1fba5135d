"""Queries whose SQL is built once, not at every call.

Django builds the SQL of a queryset anew each time, which for a joined row costs ten times what the database needs to
find it. A `Prepared` query is written as a queryset like any other and gives what that would give; only the places
that are `Given` are filled in at each call. It is for what is asked at every turn and always has the same shape. What
varies in shape (lists, what an actor may see) stays an ordinary queryset.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")
Convert = Callable[[Any, Any, Any], Any]


class Given(Expression):
    """A value that the call gives. Numbers and texts need no `form`, the field that knows what the database wants."""

    def __init__(self, name: str, form: "Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=form)
        self.name = name
        self.form = form

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> Any:
        return "%s", [self]

    def value(self, given: dict[str, Any], connection: Any) -> Any:
        value = given[self.name]
        return self.form.get_db_prep_value(value, connection) if self.form else value


class Prepared(Generic[Row]):
    """A queryset of models (without prefetches) or a `values_list`, kept as SQL once `ask` was first called.

    Only the words of the question are kept, never an answer: each call reads the database.
    """

    def __init__(self, ask: Callable[[], "QuerySet[Any, Row]"]) -> None:
        self._ask = ask
        self._plans: dict[str, _Plan] = {}

    def __call__(self, **given: Any) -> list[Row]:
        """The rows. Raises TransactionManagementError when they are to be locked outside a transaction."""
        connection = connections[DEFAULT_DB_ALIAS]
        plan = self._plans.get(connection.vendor)
        if plan is None:
            plan = self._plans[connection.vendor] = _plan(self._ask(), connection)
        if plan.locks and not connection.in_atomic_block:
            raise TransactionManagementError("A row can only be locked inside a transaction.")
        values = [part.value(given, connection) if isinstance(part, Given) else part for part in plan.parameters]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, values)
            found = cursor.fetchall()
        return [plan.make(_converted(row, plan, connection)) for row in found]

    def first(self, **given: Any) -> Row | None:
        """The first of the rows, all of which are read."""
        return next(iter(self(**given)), None)


def hand(record: Model, relation: str, rows: list[Any]) -> None:
    """Let `record.<relation>.all()` give `rows`, which were read for it already, as after a prefetch."""
    known = getattr(record, relation).all()
    known._result_cache, known._prefetch_done = rows, True  # noqa: SLF001 - what a prefetch does
    vars(record).setdefault("_prefetched_objects_cache", {})[relation] = known


def follow(record: Model | None, *relations: str) -> Any:
    """What foreign keys lead to, one after the other, or None where one leads nowhere; as `record.team.lead` gives it.

    What was not read yet is, and stays on the record, as ever.
    """
    found = record
    for name in relations:
        if found is None:
            break
        key: Any = found._meta.get_field(name)
        if not key.is_cached(found) and getattr(found, key.attname) is not None:
            key.set_cached_value(found, _keyed(key.related_model).first(key=getattr(found, key.attname)))
        found = getattr(found, name)
    return found


@cache
def _keyed(model: type[Model]) -> Prepared[Model]:
    return Prepared(lambda: QuerySet(model).filter(pk=Given("key")))


@dataclass(frozen=True)
class _Plan:
    sql: str
    parameters: tuple[Any, ...]
    locks: bool
    # Position in the row, what turns the database's form into ours, and the column.
    converters: list[tuple[int, list[Convert], Any]]
    make: Callable[[list[Any]], Any]


def _plan(asked: "QuerySet[Any, Any]", connection: Any) -> _Plan:
    compiler = asked.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    columns = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    return _Plan(
        sql=sql,
        parameters=tuple(parameters),
        locks=asked.query.select_for_update,
        converters=[(position, converters, column) for position, (converters, column) in columns.items()],
        make=_maker(asked, compiler),
    )


def _converted(row: tuple[Any, ...], plan: _Plan, connection: Any) -> list[Any]:
    values = list(row)
    for position, converters, column in plan.converters:
        value = values[position]
        for convert in converters:
            value = convert(value, column, connection)
        values[position] = value
    return values


def _maker(asked: "QuerySet[Any, Any]", compiler: SQLCompiler) -> Callable[[list[Any]], Any]:
    if issubclass(asked._iterable_class, FlatValuesListIterable):  # noqa: SLF001 - nothing else tells how rows are given
        return lambda row: row[0]
    if not issubclass(asked._iterable_class, ModelIterable):  # noqa: SLF001
        return tuple
    kind: dict[str, Any] = compiler.klass_info or {}
    model, select = kind["model"], compiler.select or []
    own = slice(kind["select_fields"][0], kind["select_fields"][-1] + 1)
    names = [column.target.attname for column, _sql, _alias in select[own]]
    related = get_related_populators(kind, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # stubs of a later Django
    annotations = (compiler.annotation_col_map or {}).items()

    def record(row: list[Any]) -> Any:
        made = model.from_db(DEFAULT_DB_ALIAS, names, row[own])
        for each in related:
            each.populate(row, made)
        for name, position in annotations:
            setattr(made, name, row[position])
        return made

    return record
