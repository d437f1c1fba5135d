"""What searching costs, question by question: `python -m bench.searching 200000 sqlite` (or postgresql)."""

import http.client
import sys
from collections.abc import Iterator
from urllib.parse import urlencode

import orjson

from bench import datasets, machine, reading
from bench.data.words import COMMON, MIDDLE, RARE
from bench.machine import Machine
from bench.reading import Cast, Question

# Where a question is asked; the API takes its time from nobody who looks at a page.
PLACES = {
    "search page": "/search/?",
    "list": "/tickets/all?over=on&",
    "palette": "/search/palette?",
    "API": "/api/v1/search?",
}
# As much as a program may ask; pages cut the rest off.
LONGEST = 200
# Questions by what is hard about them. In braces stands what of the data set is asked for.
QUESTIONS = {
    "rare (zh)": RARE[0],
    "rare (en)": RARE[1],
    "middle (zh)": MIDDLE[0],
    "middle (en)": MIDDLE[1],
    "common (zh)": COMMON[0],
    "common (en)": COMMON[1],
    "two common words": " ".join(COMMON),
    "common and middle": f"{COMMON[0]} {MIDDLE[1]}",
    "common and rare": f"{COMMON[0]} {RARE[1]}",
    "two middle words": " ".join(MIDDLE),
    "Chinese and English in one": f"{COMMON[1]}{COMMON[0]}",
    "Traditional for Simplified": "補充",
    "phrase, common": '"两个 都"',
    "phrase (en)": '"the same"',
    "beginning of a word": "defr",
    "beginning of many": "re",
    "one letter": "v",
    "one character": "磁",
    "word of nobody": "xylophonist",
    "words of nobody (zh)": "饕餮貔貅",
    "one word, not another": f"{COMMON[0]} -{COMMON[1]}",
    "rare, not common": f"{MIDDLE[0]} -{COMMON[0]}",
    "from a family name": f"from:{{family}} {COMMON[0]}",
    "from a person": "from:{name}",
    "of a group, open": f"group:{{team}} is:open {COMMON[0]}",
    "of a group, closed, middle": f"group:{{team}} is:closed {MIDDLE[0]}",
    "common, of few: priority 1 of a group": f"group:{{team}} priority:1 is:closed {COMMON[0]}",
    "open, without words": "is:open",
    "of the last week": f"after:7d {COMMON[0]}",
    "long ago": f"before:700d {COMMON[0]}",
    "unassigned and middle": f"is:unassigned {MIDDLE[0]}",
    "name": "{name}",
    "name by pinyin": "{spelt}",
    "name with a typo": "{mistyped}",
    "number": "{number}",
    "number that is not": "987654321",
    "300 characters": "打印机无法连接网络 printer " * 12,
}  # fmt: skip

_NAMES = """
import json
from fuwutai.people.models import Person, Team
requester = Person.objects.get(pk={person})
name, spelt = requester.name, requester.other_name.replace(" ", "").replace("'", "").lower()
print(json.dumps({{
    "name": name, "family": name[0], "spelt": spelt, "mistyped": (spelt[:2] + spelt[3:]) or name,
    "team": Team.objects.get(pk={team}).name, "number": str({size} // 3),
}}))
"""


def main(size: int, *, postgresql: bool) -> None:
    with datasets.opened(size, postgresql=postgresql) as opened:
        for line in measured(opened):
            print(line, flush=True)


def measured(installed: Machine) -> Iterator[str]:
    """The table of all questions; each cell is p50 / p95 in milliseconds and in brackets CPU with the database's."""
    cast = reading.gather(installed)
    known = orjson.loads(installed.python(_NAMES.format(person=cast.person, team=cast.team, size=cast.size)))
    yield "| | found | " + " | ".join(PLACES) + " |"
    yield "| --- | --- |" + " --- |" * len(PLACES)
    with machine.serving(installed, workers=1):
        for name, text in QUESTIONS.items():
            asked = text.format(**known)
            cells = [_cell(installed, cast, place, asked) for place in PLACES]
            yield f"| {name} | {_found(installed, cast, asked)} | {' | '.join(cells)} |"


def _cell(installed: Machine, cast: Cast, place: str, text: str) -> str:
    if place in {"search page", "list"} and text == str(cast.size // 3):
        return "opens it"
    url = PLACES[place] + urlencode({"q": text[:LONGEST] if place == "API" else text})
    question = Question(text, "program" if place == "API" else "agent", lambda _cast, _dice: url)
    return reading.asked(installed, cast, question).cell()


def _found(installed: Machine, cast: Cast, text: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", installed.port, timeout=120)
    connection.request("GET", f"/api/v1/search?{urlencode({'q': text[:LONGEST]})}", headers=cast.program)
    answer = orjson.loads(connection.getresponse().read())
    connection.close()
    return ", ".join(f"{kind['count']}{'+' * kind['more']} {kind['kind']}" for kind in answer["kinds"] if kind["count"])


if __name__ == "__main__":
    main(int(sys.argv[1]), postgresql=sys.argv[2] == "postgresql")
