"""The particulars that make one story many: rooms, floors, devices, times, colleagues."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from string import Formatter
from zoneinfo import ZoneInfo

from fuwutai.people.models import Person
from fuwutai.site.demo.stories import Story, texts_of

# Common words by language; a story's own slots win.
_COMMON: dict[str, dict[str, list[str]]] = {
    "zh-hans": {
        "room": [
            "三楼小会议室",
            "1208 会议室",
            "12 楼评审室",
            "党委会议室",
            "二楼多功能厅",
            "调度视频室",
            "806 洽谈室",
        ],
        "floor": ["三楼东侧", "五楼", "八楼西区", "九楼", "十一楼", "综合楼二楼", "生产楼一楼"],
        "printer": ["惠普 M479", "佳能 C3226", "理光 C2010", "奔图 M7300", "京瓷 M2540"],
        "pc": ["联想 T14", "启天 M455", "戴尔 7420", "惠普 ProDesk", "华为 B530"],
        "app": ["财务共享平台", "物资 ERP", "合同管理系统", "人力资源系统", "报表平台", "OA", "档案系统"],
        "unit": ["1 号机组", "2 号机组", "3 号机组", "公用系统"],
        "project": ["二期扩建", "储能改造", "配网自动化", "输煤改造"],
        "share": ["经营分析", "燃料合同", "技改项目", "党建资料"],
        "soft": ["Visio", "AutoCAD"],
        "file": [
            "{month} 月结算明细.xlsx",
            "年度投资计划（送审稿）.docx",
            "物资盘点表.xlsx",
            "{month} 月经营分析.pptx",
        ],
    },
    "zh-hant": {
        "room": ["1 號會議室", "海景會議室", "董事會議室", "12 樓培訓室"],
        "floor": ["11 樓", "12 樓東翼", "12 樓西翼", "13 樓"],
        "printer": ["佳能 C3226", "理光 C2010", "惠普 M479"],
        "app": ["財務共享平台", "合約管理系統", "人力資源系統", "OA"],
    },
    "en": {
        "room": ["the Kurrajong room", "boardroom", "meeting room 9.2", "the site crib room"],
        "floor": ["level 9", "level 10", "the ground floor"],
        "printer": ["Canon C3226", "Ricoh C2010"],
        "app": ["the finance platform", "the materials ERP", "the document archive", "the roster system"],
    },
}


@dataclass(frozen=True)
class Told:
    """A story as it happened to one person: every text chosen and filled."""

    title: str
    text: str
    service: str
    solution: str
    ask: str
    answer: str
    notes: tuple[str, ...]
    wrong_note: str
    still: str
    again: str
    report: str
    handover: str
    waits: str
    tasks: tuple[tuple[str, str, str], ...]


def tell(story: Story, *, person: Person, colleague: str, moment: datetime, dice: Random) -> Told:
    words = _words(story, person=person, colleague=colleague, moment=moment, dice=dice)
    turn = dice.randrange(len(story.titles))
    has_variants = len(story.notes) == len(story.solutions) > 1
    notes = [story.notes[turn % len(story.notes)]] if has_variants else story.notes
    # What is still wrong is told of the first solution only.
    is_first = turn % len(story.solutions) == 0

    def fill(text: str) -> str:
        return text.format_map(words)

    def at_turn(texts: list[str]) -> str:
        return fill(texts[turn % len(texts)]) if texts else ""

    return Told(
        title=at_turn(story.titles),
        text=at_turn(story.texts),
        solution=at_turn(story.solutions),
        report=at_turn(story.reports),
        notes=tuple(fill(note) for note in notes),
        tasks=tuple((team, fill(title), fill(result)) for team, title, result in story.tasks),
        still=fill(story.still) if is_first else "",
        again=fill(story.again) if is_first else "",
        **{name: fill(getattr(story, name)) for name in _SINGLE},
    )


_SINGLE = ("service", "ask", "answer", "wrong_note", "handover", "waits")


def _words(story: Story, *, person: Person, colleague: str, moment: datetime, dice: Random) -> dict[str, str]:
    """One value for each word that the story's texts use, the same in all of them."""
    language = story.language
    local = moment.astimezone(ZoneInfo(person.lives_in))
    own = {
        "person": colleague,
        "place": (person.site or person.organisation).name_in(language),
        "month": str(local.month - 1 or 12),
        "n": str(dice.randint(3, 12)),
        "ip": f"10.{dice.randint(16, 40)}.{dice.randint(1, 30)}.{dice.randint(10, 240)}",
        "asset": f"PC-{dice.randint(1200, 9800):05d}",
        "time": _time(local, language, dice),
    }
    lists = {**_COMMON[language], **story.slots}
    wanted = words_of(story)
    for name in sorted(lists):
        if name in wanted:
            own[name] = dice.choice(lists[name]).format_map(own)
    return own


def _time(local: datetime, language: str, dice: Random) -> str:
    """When it began, as somebody would say it at the moment `local`."""
    began = local - timedelta(minutes=dice.randint(15, 150))
    hour = began.hour % 12 or 12
    part = next(index for index, end in enumerate((6, 12, 18, 24)) if began.hour < end)
    if language == "en":
        return f"about {hour} {'am' if began.hour < 12 else 'pm'}"
    parts = ("凌晨", "今早", "下午", "晚上") if language == "zh-hant" else ("凌晨", "早上", "下午", "晚上")
    clock = "時" if language == "zh-hant" else "点"
    usual = f"{parts[part]}{hour}{clock}左右"
    return dice.choice((usual, usual, "剛才" if language == "zh-hant" else "刚才"))


def words_of(story: Story) -> frozenset[str]:
    return _words_in(tuple(texts_of(story)))


@cache
def _words_in(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for text in texts for _before, name, *_format in Formatter().parse(text) if name)


def known_words(language: str, extra: Iterable[str] = ()) -> set[str]:
    """The words that texts in `language` may use."""
    own = {"person", "place", "month", "n", "ip", "asset", "time"}
    return own | set(_COMMON[language]) | set(extra)
