"""Which story can happen to whom, when."""

from functools import cache
from zoneinfo import ZoneInfo

from fuwutai.people.models import Person
from fuwutai.site.demo.stage import Stage
from fuwutai.site.demo.stories import Story, stories


def story_for(person: Person, stage: Stage) -> Story:
    """Something that can happen to `person` now. Around the end of a month, finance has more of its own."""
    local = stage.now.astimezone(ZoneInfo(person.lives_in))
    department = person.department.code.partition("-")[0] if person.department else ""
    fitting = _fitting(person.speaks, person.organisation.code, department)
    if is_night(local.hour):
        fitting = [story for story in fitting if story.happens_at_night] or fitting
    closing = local.day >= 26 or local.day <= 3
    weights = [story.weight * (3 if closing and story.category == "finance" else 1) for story in fitting]
    return stage.dice.choices(fitting, weights)[0]


def is_night(hour: int) -> bool:
    return not 7 <= hour < 21


@cache
def _fitting(language: str, organisation: str, department: str) -> list[Story]:
    return [
        story
        for story in stories()
        if story.language == language
        and (not story.at or organisation in story.at)
        and (not story.departments or department in story.departments)
    ]
