"""Who acts and what their roles allow. Each app declares its own permissions; roles tick them in one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Forbidden, NotFound
from fuwutai.core.prepared import Given, Prepared
from fuwutai.core.texts import LazyText
from fuwutai.core.trees import below
from fuwutai.people.choices import Scope
from fuwutai.people.models import (
    Account,
    ApiToken,
    Department,
    Grant,
    Holding,
    Membership,
    Organisation,
    Person,
    Role,
    Site,
    Team,
)

EVERYWHERE = "/"


@dataclass(frozen=True)
class Permission:
    """A line of the permission table. `roles` are the keys of the roles that have it on a new installation."""

    key: str
    label: LazyText
    group: LazyText
    roles: tuple[str, ...] = ()


_declared: dict[str, Permission] = {}


def declare(permissions: Iterable[Permission]) -> None:
    """Add lines to the permission table. Called from `AppConfig.ready` only."""
    for permission in permissions:
        _declared[permission.key] = permission


def declared() -> list[Permission]:
    return list(_declared.values())


def label_of(key: str) -> str:
    """The words for a permission, or its key when no app declares it any more."""
    return str(_declared[key].label) if key in _declared else key


@dataclass(frozen=True)
class Actor:
    """Somebody who does something, with everything that decides what they may do.

    `reach` maps a permission to the paths of the organisations within which it holds (`/` is everywhere).
    """

    person: Person | None
    reach: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    team_ids: frozenset[int] = frozenset()
    led_team_ids: frozenset[int] = frozenset()
    key_departments: frozenset[int] = frozenset()
    scope: Scope = Scope.ADMIN

    @property
    def is_system(self) -> bool:
        return self.person is None

    @property
    def name(self) -> str:
        return self.person.name if self.person else ""

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person else None

    @property
    def is_staff(self) -> bool:
        """Whether the agent workspace is for them at all."""
        return self.is_system or "workspace.enter" in self.reach

    def can(self, permission: str, *, within: str | None = None) -> bool:
        """Whether a role allows `permission`, somewhere or (given a path) for records of that organisation."""
        if self.is_system:
            return True
        paths = self.reach.get(permission, ())
        return bool(paths) if within is None else any(within.startswith(path) for path in paths)

    def must(self, permission: str, *, within: str | None = None) -> None:
        """Raise Forbidden unless `can`."""
        if not self.can(permission, within=within):
            raise Forbidden(_("Your role does not allow this."))

    def within(self, permission: str, *, prefix: str) -> Q:
        """The rows that `permission` reaches, `prefix` walking to the organisation (`organisation__`)."""
        paths = [EVERYWHERE] if self.is_system else list(self.reach.get(permission, ()))
        return Q() if EVERYWHERE in paths else below(paths, prefix=prefix)


SYSTEM = Actor(person=None)
NOBODY = Actor(person=Person(id=0, name=""))


def actor_of(person: Person, *, scope: Scope = Scope.ADMIN) -> Actor:
    """The actor that `person` is, in three queries whatever their roles. `scope` narrows it to that of an API token."""
    reach: dict[str, set[str]] = {}
    for permission, path in _TICKS(person=person.pk):
        if permission:
            reach.setdefault(permission, set()).add(path or EVERYWHERE)
    seats = _SEATS(person=person.pk)
    return Actor(
        person=person,
        reach={permission: tuple(paths) for permission, paths in reach.items()},
        team_ids=frozenset(team for team, _lead, is_member in seats if is_member),
        led_team_ids=frozenset(team for team, lead, _is_member in seats if lead == person.pk),
        key_departments=frozenset(_KEY_DEPARTMENTS(person=person.pk)),
        scope=scope,
    )


def _seats() -> QuerySet[Team, tuple[int, int | None, bool]]:
    sits = Exists(Membership.objects.filter(team=OuterRef("pk"), person=Given("person")))
    seats = Team.objects.order_by().annotate(sits=sits).filter(Q(lead=Given("person")) | sits)
    return seats.values_list("id", "lead", "sits")


_TICKS = Prepared(
    lambda: Holding.objects.filter(person=Given("person")).values_list("role__grants__permission", "organisation__path")
)
_SEATS = Prepared(_seats)
_KEY_DEPARTMENTS = Prepared(
    lambda: Department.objects.order_by().filter(key_users=Given("person")).values_list("id", flat=True)
)


def actor_of_account(account: Account) -> Actor:
    return actor_of(account.person)


def holders(permission: str, *, organisation_path: str) -> QuerySet[Person]:
    """Active persons whose role allows `permission` for records of the organisation at `organisation_path`."""
    roles = Grant.objects.filter(permission=permission).values("role")
    held = Holding.objects.filter(_reaching(organisation_path), role__in=roles)
    return Person.objects.filter(active=True, pk__in=held.values("person"))


def entrusted(permission: str, *, organisation_path: str) -> QuerySet[Person]:
    """The same, but by a role that is about it: that of administrators allows everything and is about nothing."""
    roles = Grant.objects.filter(permission=permission).exclude(role__key="administrator").values("role")
    held = Holding.objects.filter(_reaching(organisation_path), role__in=roles)
    return Person.objects.filter(active=True, pk__in=held.values("person"))


def staff() -> QuerySet[Person]:
    """Everybody for whom the workspace is, whether or not they are still here."""
    inside = Grant.objects.filter(permission="workspace.enter").values("role")
    return Person.objects.filter(pk__in=Holding.objects.filter(role__in=inside).values("person"))


def holding(role: str, *, organisation_path: str) -> QuerySet[Person]:
    """Active persons who hold the role with this key, everywhere or for the organisation at `organisation_path`."""
    held = Holding.objects.filter(_reaching(organisation_path), role__key=role)
    return Person.objects.filter(active=True, pk__in=held.values("person"))


def _reaching(organisation_path: str) -> Q:
    """Holdings that hold for the organisation at the path, because they do everywhere or in one above it."""
    above = [f"{organisation_path[: index + 1]}" for index, letter in enumerate(organisation_path) if letter == "/"]
    return Q(organisation__isnull=True) | Q(organisation__path__in=above)


def administrators() -> QuerySet[Person]:
    """Who can sign in and edit roles everywhere. There must always be one."""
    roles = Grant.objects.filter(permission="people.roles").values("role")
    held = Holding.objects.filter(role__in=roles, organisation__isnull=True)
    return Person.objects.filter(active=True, account__is_active=True, pk__in=held.values("person"))


def covers(actor: Actor, person: Person) -> bool:
    """Whether the actor may do everything that `person` may. Only then may they touch how that person signs in."""
    if actor.can("people.roles", within=EVERYWHERE):
        return True
    theirs = actor_of(person).reach
    return all(actor.can(permission, within=path) for permission, paths in theirs.items() for path in paths)


def must_reach(actor: Actor, permission: str, record: Department | Person | Site | Team) -> None:
    """Raise Forbidden unless the permission holds where the record belongs now, and where it is about to belong."""
    stored = type(record)._default_manager.filter(pk=record.pk).values_list("organisation__path", flat=True).first()
    actor.must(permission, within=record.organisation.path)
    if stored:
        actor.must(permission, within=stored)


def organisations(actor: Actor, permission: str) -> QuerySet[Organisation]:
    """The organisations within which the actor has `permission`."""
    return Organisation.objects.filter(actor.within(permission, prefix=""))


def sites(actor: Actor, permission: str) -> QuerySet[Site]:
    return Site.objects.select_related("organisation").filter(actor.within(permission, prefix="organisation__"))


def departments(actor: Actor, permission: str) -> QuerySet[Department]:
    return Department.objects.select_related("organisation").filter(actor.within(permission, prefix="organisation__"))


def teams(actor: Actor, permission: str) -> QuerySet[Team]:
    return Team.objects.select_related("organisation", "lead").filter(actor.within(permission, prefix="organisation__"))


def roles(actor: Actor) -> QuerySet[Role]:
    """Every role, for whoever may give them somewhere."""
    actor.must("people.roles")
    return Role.objects.all()


def holdings(actor: Actor) -> QuerySet[Holding]:
    """What is held within the reach of somebody who may give and take roles."""
    found = Holding.objects.select_related("person__department", "person__organisation", "role", "organisation")
    return found.filter(actor.within("people.roles", prefix="organisation__"))


def fetch_holding(actor: Actor, pk: int) -> Holding:
    holding = holdings(actor).filter(pk=pk).first()
    if holding is None:
        raise NotFound(_("Nobody holds this role any more, or you may not see it."))
    return holding


def visible_persons(actor: Actor) -> QuerySet[Person]:
    """Whom the actor may look up: the directory for staff, otherwise themselves and those they are key user for."""
    persons = Person.objects.select_related("organisation", "department", "site")
    if actor.is_staff:
        return persons.filter(actor.within("workspace.enter", prefix="organisation__"))
    return persons.filter(Q(pk=actor.person_id) | Q(department__in=actor.key_departments))


def fetch_person(actor: Actor, pk: int) -> Person:
    """The person, or NotFound when there is none that this actor may see."""
    person = visible_persons(actor).filter(pk=pk).first()
    if person is None:
        raise NotFound(_("There is no such person, or none that you may see."))
    return person


def myself(actor: Actor) -> Person:
    """The person who acts, for what only a person has: settings and requests of their own."""
    if actor.person is None:
        raise Forbidden(_("Only a person can do this."))
    return actor.person


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's tokens that were not revoked; nobody sees those of others."""
    return ApiToken.objects.filter(person=actor.person_id, revoked_at__isnull=True)


def fetch_token(actor: Actor, pk: int) -> ApiToken:
    token = own_tokens(actor).filter(pk=pk).first()
    if token is None:
        raise NotFound(_("There is no such token of yours, or it was revoked already."))
    return token
