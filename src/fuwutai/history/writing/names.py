"""Names of the source and the records here that they stand for: people, groups, categories, symptoms, codes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import slugify

from fuwutai.core import rows
from fuwutai.history.choices import Sort
from fuwutai.history.mapping.language import Mapping as SourceMapping
from fuwutai.history.mapping.language import Unknown
from fuwutai.history.models import Alias, Source
from fuwutai.history.understanding.columns import APART
from fuwutai.people.choices import AddressKind, Line, TeamKind
from fuwutai.people.models import Address, Organisation, Person, Team
from fuwutai.people.services.persons import address_rows
from fuwutai.tickets.models import Category, ResolutionCode, Symptom

LONGEST_KEY = 250
LONGEST_NAME = 120
BRANCH = re.compile(r"\s*[>/\\]\s*")


@dataclass(frozen=True, eq=False)
class Called:
    """A person as the source calls them. `key` is what they are recognised by within it."""

    name: str
    number: str = ""
    mail: str = ""

    @cached_property
    def key(self) -> str:
        return (self.number or self.mail or self.name).casefold()[:LONGEST_KEY]


@lru_cache(maxsize=10_000)
def called(text: str) -> Called:
    """What a person's text says: a name, a mail address, or key, name and mail apart."""
    if APART in text:
        number, name, mail = text.split(APART)
        mail = mail or next((text for text in (number, name) if _is_mail(text)), "")
        name = name if name and not _is_mail(name) else ""
        return Called(
            name=(name or mail.split("@")[0] or number)[:LONGEST_NAME], number=number[:40], mail=mail.lower()[:254]
        )
    if _is_mail(text):
        return Called(name=text.split("@")[0][:LONGEST_NAME], mail=text.lower()[:254])
    return Called(name=text[:LONGEST_NAME])


def _is_mail(text: str) -> bool:
    return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text))


@dataclass
class Wanted:
    """What the rows of a batch name. `actors` only did something: nobody is created for them."""

    persons: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    teams: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)
    symptoms: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)


# Keys of names that are not here, by what they stand for.
Missing = dict[Sort, set[str]]
_SORTS = {
    "group": Sort.TEAM, "category": Sort.CATEGORY, "symptom": Sort.SYMPTOM, "resolution_code": Sort.CODE,
}  # fmt: skip


class Names:
    """The names of one source. `learn` finds or makes records for what a batch names; after that they are known."""

    def __init__(self, source: Source, mapping: SourceMapping, home: Organisation) -> None:
        self._source = source
        self._mapping = mapping
        self._home = home
        self._known: dict[Sort, dict[str, Any]] = {sort: {} for sort in Sort}
        # Of the batch that is being looked up: what was here without an alias, and what is not here at all.
        self._found: dict[Sort, dict[str, Any]] = {}
        self._fresh: dict[Sort, dict[str, Any]] = {}
        ticket = mapping.ticket
        self._policies = {
            Sort.PERSON: mapping.people.unknown, Sort.TEAM: _policy(ticket.group),
            Sort.CATEGORY: _policy(ticket.category), Sort.SYMPTOM: _policy(ticket.symptom),
            Sort.CODE: _policy(ticket.resolution_code),
        }  # fmt: skip

    def find(self, wanted: Wanted) -> Missing:
        """Look up what a batch names, without making anything; returns what `learn` would make."""
        self._fresh = {sort: {} for sort in Sort}
        self._find_people(wanted)
        self._find(Sort.TEAM, wanted.teams, self._find_teams)
        self._find(Sort.CATEGORY, wanted.categories, _find_none)
        self._find(Sort.SYMPTOM, wanted.symptoms, _find_symptoms)
        self._find(Sort.CODE, wanted.codes, _find_codes)
        return {sort: set(fresh) for sort, fresh in self._fresh.items() if self._policies[sort] == Unknown.CREATE}

    def learn(self, wanted: Wanted) -> None:
        """Find or make what a batch names. Called inside its transaction, with the source locked."""
        self.find(wanted)
        for sort, found in self._found.items():
            made = self._make(sort) if self._policies[sort] == Unknown.CREATE else {}
            self._remember(sort, found | made)

    def person(self, text: str) -> Person | None:
        found: Person | None = self._known[Sort.PERSON].get(called(text).key)
        return found

    def team(self, text: str) -> Team | None:
        found: Team | None = self._known[Sort.TEAM].get(_key(text))
        return found

    def category(self, text: str) -> Category | None:
        found: Category | None = self._known[Sort.CATEGORY].get(_key(text))
        return found

    def symptom(self, text: str) -> Symptom | None:
        found: Symptom | None = self._known[Sort.SYMPTOM].get(_key(text))
        return found

    def code(self, text: str) -> ResolutionCode | None:
        found: ResolutionCode | None = self._known[Sort.CODE].get(_key(text))
        return found

    def knows(self, field_name: str, text: str) -> bool:
        """Whether a name may stand in this field: it was found, or what is unknown is made."""
        # Whoever only resolved or opened it need not be anybody here.
        if field_name in {"opened_by", "resolved_by"}:
            return True
        sort = _SORTS.get(field_name, Sort.PERSON)
        if self._policies[sort] == Unknown.CREATE:
            return True
        return (called(text).key if sort == Sort.PERSON else _key(text)) in self._known[sort]

    def _remember(self, sort: Sort, made: Mapping[str, Any]) -> None:
        rows.insert([Alias(source=self._source, sort=sort, key=key, **{sort.value: row}) for key, row in made.items()])
        self._known[sort] |= made

    def _find(self, sort: Sort, texts: set[str], find: Callable[[dict[str, str]], dict[str, Any]]) -> None:
        by_key = {_key(text): text for text in texts}
        self._look(sort, by_key, find)

    def _find_people(self, wanted: Wanted) -> None:
        everybody = {(who := called(text)).key: who for text in wanted.persons | wanted.actors}
        self._look(Sort.PERSON, everybody, self._find_persons)
        # Whoever only did something is left a name.
        needed = {called(text).key for text in wanted.persons}
        self._fresh[Sort.PERSON] = {key: who for key, who in self._fresh[Sort.PERSON].items() if key in needed}

    def _look(self, sort: Sort, by_key: Mapping[str, Any], find: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        aliases = Alias.objects.filter(source=self._source, sort=sort, key__in=list(by_key)).select_related(sort.value)
        if sort == Sort.PERSON:
            aliases = aliases.select_related("person__organisation")
        known = {alias.key: getattr(alias, sort.value) for alias in aliases}
        fresh = {key: text for key, text in by_key.items() if key not in known}
        self._found[sort] = find(fresh) if fresh else {}
        self._known[sort] = known | self._found[sort]
        self._fresh[sort] = {key: text for key, text in fresh.items() if key not in self._found[sort]}

    def _make(self, sort: Sort) -> dict[str, Any]:
        fresh = self._fresh[sort]
        if sort == Sort.PERSON:
            return dict(self._make_persons(fresh)) if fresh else {}
        make: Callable[[str], Any] = {
            Sort.TEAM: self._make_team, Sort.CATEGORY: _make_category, Sort.SYMPTOM: _make_symptom,
            Sort.CODE: _make_code,
        }[sort]  # fmt: skip
        return {key: make(text) for key, text in sorted(fresh.items())}

    def _find_persons(self, fresh: Mapping[str, Called]) -> dict[str, Person]:
        """Those who are here already, by what the mapping compares; a name that two people have finds nobody."""
        found: dict[str, Person] = {}
        match = self._mapping.people.match
        persons = Person.objects.select_related("organisation")
        if "name" in match:
            same = persons.filter(name__in=[who.name for who in fresh.values()], active=True).order_by("-id")
            by_name: dict[str, list[Person]] = {}
            for person in same:
                by_name.setdefault(person.name.casefold(), []).append(person)
            found |= {
                key: called_so[0]
                for key, who in fresh.items()
                if len(called_so := by_name.get(who.name.casefold(), [])) == 1
            }
        if "mail" in match:
            mails = [who.mail for who in fresh.values() if who.mail]
            held = Address.objects.filter(kind=AddressKind.EMAIL, key__in=mails).select_related("person__organisation")
            by_mail = {address.key: address.person for address in held}
            found |= {key: by_mail[who.mail] for key, who in fresh.items() if who.mail in by_mail}
        if "staff_number" in match:
            numbers = [who.number for who in fresh.values() if who.number]
            by_number = {one.staff_number: one for one in persons.filter(staff_number__in=numbers)}
            found |= {key: by_number[who.number] for key, who in fresh.items() if who.number in by_number}
        return found

    def _make_persons(self, fresh: Mapping[str, Called]) -> dict[str, Person]:
        """Persons without an account, not confirmed by us."""
        persons = {
            key: Person(
                name=who.name,
                organisation=self._home,
                staff_number="" if _is_mail(who.number) else who.number,
                known=False,
            )
            for key, who in fresh.items()
        }
        Person.objects.bulk_create(persons.values())
        taken = set(
            Address.objects.filter(
                kind=AddressKind.EMAIL, key__in=[who.mail for who in fresh.values() if who.mail]
            ).values_list("key", flat=True)
        )
        addresses: list[Address] = []
        for key, who in fresh.items():
            if who.mail and who.mail not in taken:
                taken.add(who.mail)
                for address in address_rows([(AddressKind.EMAIL, who.mail)]):
                    address.person = persons[key]
                    addresses.append(address)
        rows.insert(addresses)
        return persons

    def _find_teams(self, fresh: dict[str, str]) -> dict[str, Team]:
        found = _by_name(Team.objects.filter(active=True).order_by("-pk"), fresh)
        codes = {team.code.casefold(): team for team in Team.objects.filter(code__in=[*fresh, *fresh.values()])}
        return found | {key: codes[key] for key in fresh if key in codes}

    def _make_team(self, text: str) -> Team:
        team = Team(
            code=_free_code(text), kind=TeamKind.GROUP, line=Line.SECOND, organisation=self._home, **_named(text)
        )
        team.save()
        return team


def _find_none(_fresh: dict[str, str]) -> dict[str, Any]:
    """Categories are looked for step by step, where they would be made."""
    return {}


def _make_category(text: str) -> Category:
    """The node at the end of the path, with those on the way that are not there yet."""
    node: Category | None = None
    for step in list(filter(None, BRANCH.split(text))) or [text]:
        name = step[:LONGEST_NAME]
        found = Category.objects.filter(_has_name(name), parent=node, active=True).order_by("id").first()
        if found is None:
            found = Category(parent=node, **_named(name))
            found.save()
            found.place()
        node = found
    if node is None:
        raise ValueError("An empty text is no category.")
    return node


def _make_symptom(text: str) -> Symptom:
    """Not offered until somebody says so: other tools know hundreds, each a line in the table of waiting times."""
    symptom = Symptom(active=False, **_named(text[:LONGEST_NAME]))
    symptom.save()
    return symptom


def _make_code(text: str) -> ResolutionCode:
    code = ResolutionCode(**_named(text[:LONGEST_NAME]))
    code.save()
    return code


def _find_codes(fresh: dict[str, str]) -> dict[str, Any]:
    return _by_name(ResolutionCode.objects.filter(active=True).order_by("-pk"), fresh)


def _find_symptoms(fresh: dict[str, str]) -> dict[str, Any]:
    return _by_name(Symptom.objects.order_by("active", "-pk"), fresh)


def _by_name(among: QuerySet[Any], fresh: dict[str, str]) -> dict[str, Any]:
    """Those that are called so in one of their languages; of several the last in their order.

    There are few of them, and databases do not agree on what are capitals.
    """
    found = {getattr(record, f"name_{suffix}").casefold(): record for record in among for suffix in _SUFFIXES}
    found.pop("", None)
    return {key: found[text.casefold()] for key, text in fresh.items() if text.casefold() in found}


_SUFFIXES = ("zh_hans", "zh_hant", "en")


def _has_name(name: str) -> Q:
    return Q(name_zh_hans__iexact=name) | Q(name_zh_hant__iexact=name) | Q(name_en__iexact=name)


def _named(name: str) -> dict[str, str]:
    """The name in the field of the language whose letters it has."""
    is_chinese = any("\u3400" <= letter <= "\u9fff" for letter in name)
    return {"name_zh_hans" if is_chinese else "name_en": name[:LONGEST_NAME]}


def _free_code(text: str) -> str:
    base = slugify(text)[:32] or "group"
    taken = set(Team.objects.filter(code__startswith=base).values_list("code", flat=True))
    number, code = 2, base
    while code in taken:
        number, code = number + 1, f"{base}-{number}"
    return code


def _key(text: str) -> str:
    return text.casefold()[:LONGEST_KEY]


def _policy(value: Any) -> Unknown:
    return (value.unknown if value else None) or Unknown.CREATE
