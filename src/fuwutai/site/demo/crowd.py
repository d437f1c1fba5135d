"""One fault that five people report within the hour, and that nobody has gathered yet."""

from dataclasses import replace
from datetime import timedelta

from fuwutai.people.models import Person
from fuwutai.site.demo import reporting
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stage import Script, Stage
from fuwutai.site.demo.stories import Story, crowd
from fuwutai.tickets.choices import Channel

# Minutes before the end at which each of them reports.
_CAME = (44, 31, 23, 14, 6)


def plan(stage: Stage) -> None:
    known = stage.company.named.values()
    people = [person for person in stage.company.staff_of["shuoyuan"] if person not in known]
    for minutes, person, title in zip(_CAME, stage.dice.sample(people, len(_CAME)), crowd().titles, strict=True):
        stage.plan(stage.ends - timedelta(minutes=minutes), _report(stage, crowd(), person, title))


def _report(stage: Stage, story: Story, person: Person, title: str) -> Script:
    case = Case(stage=stage, story=story, requester=person, channel=Channel.WEB)
    case.told = replace(case.told, title=title)
    yield from reporting.arrive(case)
