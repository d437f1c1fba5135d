"""What a column of a file can hold, and the headings by which we know it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation

from fuwutai.core.errors import Text
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Person

ADDRESS_KINDS = tuple(kind.value for kind in AddressKind)


@dataclass(frozen=True)
class Known:
    """A kind of column. `headings` are other names for it, in any language; `example` stands in the template."""

    key: str
    headings: tuple[str, ...]
    example: str = ""

    @property
    def label(self) -> Text:
        """Called as on the page of a person."""
        if self.key in ADDRESS_KINDS:
            return AddressKind(self.key).label
        field = Person._meta.get_field(self.key)
        return getattr(field, "verbose_name", self.key)


COLUMNS = (
    Known("staff_number", (
        "工号", "员工号", "员工编号", "职工号", "人员编号", "工號", "員工編號", "員工號", "staff no", "employee id",
        "employee number", "employee no", "personnel number",
    ), "000123"),
    Known("name", ("姓名", "名字", "员工姓名", "員工姓名", "中文名", "full name", "display name"), "林晚秋"),
    Known("other_name", (
        "拼音", "英文名", "英文姓名", "姓名拼音", "别名", "別名", "pinyin", "english name", "alias",
    ), "Lin Wanqiu"),
    Known("organisation", (
        "公司", "单位", "所属公司", "组织", "法人", "公司编码", "單位", "所屬公司", "組織", "company", "legal entity",
        "subsidiary", "organization",
    )),
    Known("department", (
        "部门", "所属部门", "部门名称", "部门编码", "部门代码", "科室", "部門", "所屬部門", "部門名稱", "dept",
        "department code", "org unit",
    ), "信息中心/网络科"),
    Known("site", (
        "地点", "办公地点", "工作地点", "办公地", "厂区", "地點", "辦公地點", "location", "office", "work location",
    )),
    Known("title", ("职位", "职务", "岗位", "職位", "職務", "職稱", "job title", "job"), "工程师"),
    Known("room", ("房间", "座位", "工位", "房間", "座位號", "room", "seat", "desk")),
    Known("level", (
        "服务级别", "服务等级", "vip", "vip级别", "級別", "服務級別", "服務等級", "level",
    ), "VIP"),
    Known("email", (
        "邮箱", "电子邮件", "电子邮箱", "邮件", "信箱", "電子郵件", "電郵", "mail",
        "mail address", "email address",
    ), "lin.wanqiu@example.com"),
    Known("mobile", (
        "手机", "手机号", "手机号码", "移动电话", "手機", "行動電話", "手機號碼", "mobile phone", "cell", "cell phone",
    ), "138 0013 8000"),
    Known("phone", (
        "电话", "座机", "固定电话", "办公电话", "联系电话", "電話", "辦公電話", "聯絡電話", "telephone", "office phone",
        "tel",
    )),
    Known("extension", ("分机", "分机号", "分機", "分機號", "ext", "extension number")),
    Known("wechat", ("微信", "微信号", "微信號", "企业微信", "wecom")),
    Known("language", ("语言", "語言", "locale")),
    Known("active", (
        "状态", "在职", "是否在职", "在职状态", "在職", "狀態", "在職狀態", "status", "employment status", "enabled",
    ), "在职"),
)  # fmt: skip

BY_KEY = {column.key: column for column in COLUMNS}

_NOISE = re.compile(r"[\s_*:：()（）【】\[\].\-/]+")


def guess(headers: list[str]) -> dict[int, str]:
    """Which columns we know by their heading; each kind is taken by the first that fits."""
    found: dict[int, str] = {}
    known = _by_heading()
    for position, header in enumerate(headers):
        key = known.get(_plain(header), "")
        if key and key not in found.values():
            found[position] = key
    return found


def knows(header: str) -> bool:
    return _plain(header) in _by_heading()


def _plain(header: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", header)).lower()


@cache
def _by_heading() -> dict[str, str]:
    """Every heading, ours in all languages among them, to what it stands for; the columns that come first win."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {_plain(str(column.label)): column.key for column in reversed(COLUMNS)}
    named = {_plain(heading): one.key for one in reversed(COLUMNS) for heading in (one.key, *one.headings)}
    return found | named
