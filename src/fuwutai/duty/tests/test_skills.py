"""Who can do what (mission A14)."""

from fuwutai.duty import queries
from fuwutai.duty.choices import SkillLevel
from fuwutai.duty.models import Skill, SkillOf
from fuwutai.site.tests.cast import Cast


def a_skill(name: str) -> Skill:
    return Skill.objects.create(name_zh_hans=name)


def test_whoever_has_every_skill_at_the_level_is_found(cast: Cast) -> None:
    vpn, oracle = a_skill("VPN"), a_skill("Oracle")
    for person, skill, level in (
        (cast.sam, vpn, SkillLevel.EXPERT), (cast.sam, oracle, SkillLevel.ABLE), (cast.lee, vpn, SkillLevel.ABLE),
        (cast.amy, vpn, SkillLevel.LEARNING),
    ):  # fmt: skip
        SkillOf.objects.create(person=person, skill=skill, level=level)
    assert set(queries.persons_with([vpn.pk])) == {cast.sam, cast.lee}
    assert set(queries.persons_with([vpn.pk, oracle.pk])) == {cast.sam}
    assert set(queries.persons_with([vpn.pk], level=SkillLevel.EXPERT)) == {cast.sam}
    assert queries.levels_of([cast.lee.pk], skill_ids=[vpn.pk]) == {(cast.lee.pk, vpn.pk): SkillLevel.ABLE}


def test_a_skill_out_of_use_finds_nobody(cast: Cast) -> None:
    vpn = a_skill("VPN")
    SkillOf.objects.create(person=cast.sam, skill=vpn)
    vpn.active = False
    vpn.save()
    assert not queries.persons_with([vpn.pk])
