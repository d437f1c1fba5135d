"""The first organisation, administrator and service desk of a production installation."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from fuwutai.core.errors import Invalid
from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind, CutBy, Line, TeamKind
from fuwutai.people.models import Organisation, Person, Role, Team


@dataclass(frozen=True)
class Founding:
    """The answers of `fuwutai init`. `desk_mail` is the address that requesters write to."""

    organisation: str
    language: str
    time_zone: str
    country: str
    administrator: str
    username: str
    mail: str
    desk_mail: str
    password: str


def is_founded() -> bool:
    return Organisation.objects.exists()


def found(answers: Founding) -> Organisation:
    """Create all of it or nothing. Raises Invalid when the mail address or the password can't be taken."""
    try:
        validate_password(answers.password)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), fields={"password": list(error.messages)}) from None
    with transaction.atomic():
        organisation = Organisation(
            code=slugify(answers.organisation) or "main",
            language=answers.language,
            time_zone=answers.time_zone,
            country=answers.country.upper(),
            mail_domains=answers.mail.rpartition("@")[2],
            **{f"name_{answers.language.replace('-', '_')}": answers.organisation},
        )
        organisation.save()
        organisation.place()
        administrator = Person(name=answers.administrator, organisation=organisation)
        people.save_person(administrator, addresses=[(AddressKind.EMAIL, answers.mail)])
        people.open_account(administrator, username=answers.username, password=answers.password)
        for key in ("administrator", "desk_manager", "desk_agent"):
            people.hold_role(administrator, role=Role.objects.get(key=key))
        people.join_team(administrator, team=_desk(organisation, administrator, mail=answers.desk_mail))
    return organisation


def _desk(organisation: Organisation, lead: Person, *, mail: str) -> Team:
    return Team.objects.create(
        code="service-desk",
        name_zh_hans="服务台",
        name_zh_hant="服務台",
        name_en="Service desk",
        kind=TeamKind.DESK,
        cut_by=CutBy.REGION,
        line=Line.FIRST,
        organisation=organisation,
        lead=lead,
        email=mail,
    )
