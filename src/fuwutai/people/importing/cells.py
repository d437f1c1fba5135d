"""What single cells say. Each function returns what was meant, or raises Doubt with the reason."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fuwutai.people.choices import AddressKind, Level
from fuwutai.people.importing.columns import ADDRESS_KINDS
from fuwutai.people.models import Person


class Doubt(Exception):
    """A cell, or without `column` the row, can't be taken. `reason` is a key of `reasons.SENTENCES`."""

    def __init__(self, reason: str, *about: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = [*about]
        self.column = column


@dataclass
class Said:
    """What a row says, cell by cell. Cells that are empty say nothing."""

    fields: dict[str, Any] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def doubt(self, column: str, doubt: Doubt) -> None:
        self.errors.setdefault(column, [doubt.reason, *doubt.about])

    @property
    def mails(self) -> list[str]:
        return [mail.lower() for mail in self.addresses.get(AddressKind.EMAIL, [])]


def read(values: dict[str, str]) -> Said:
    """What the cells of one row, by the keys of their columns, say."""
    said = Said()
    for column, text in values.items():
        if not text:
            continue
        try:
            if "\ufffd" in text:
                raise Doubt("unreadable")
            _take(said, column, text)
        except Doubt as doubt:
            said.doubt(column, doubt)
    return said


def _take(said: Said, column: str, text: str) -> None:
    if column in ADDRESS_KINDS:
        said.addresses[column] = _mails(text) if column == AddressKind.EMAIL else _numbers(column, text)
    elif column in {"organisation", "department", "site"}:
        said.places[column] = text
    elif column in _WORDS:
        said.fields[column] = _word(column, text)
    else:
        said.fields[column] = _line(column, text)


def _line(column: str, text: str) -> str:
    if len(text) > (Person._meta.get_field(column).max_length or 0):  # type: ignore[union-attr]
        raise Doubt("too_long", text[:40])
    return text


_BETWEEN_MAILS = re.compile(r"[\s;,，；、]+")
_BETWEEN_NUMBERS = re.compile(r"[;,，；、/\n]+")


def _mails(text: str) -> list[str]:
    found = [part for part in _BETWEEN_MAILS.split(text) if part]
    for mail in found:
        try:
            validate_email(mail)
        except ValidationError:
            raise Doubt("bad_mail", mail[:60]) from None
    return list(dict.fromkeys(found))


def _numbers(column: str, text: str) -> list[str]:
    found = [part.strip() for part in _BETWEEN_NUMBERS.split(text) if part.strip()]
    for number in found:
        if column != AddressKind.WECHAT and not re.search(r"\d{2}", number):
            raise Doubt("bad_number", number[:40])
    return list(dict.fromkeys(found))


def _word(column: str, text: str) -> Any:
    meant = _WORDS[column].get(re.sub(r"[\s_-]+", "", text).lower())
    if meant is None:
        raise Doubt(f"unknown_{column}", text[:40])
    return meant


_YES = (
    "yes",
    "y",
    "true",
    "1",
    "是",
    "在职",
    "在職",
    "在岗",
    "有效",
    "启用",
    "啟用",
    "正常",
    "active",
    "enabled",
    "employed",
)
_NO = (
    "no", "n", "false", "0", "否", "离职", "離職", "已离职", "已離職", "退休", "停用", "禁用", "无效", "無效",
    "inactive", "disabled", "left", "terminated", "resigned",
)  # fmt: skip
_WORDS: dict[str, dict[str, Any]] = {
    "level": {
        **dict.fromkeys(("normal", "普通", "一般", "否", "no", "n", "0"), Level.NORMAL),
        **dict.fromkeys(("vip", "是", "yes", "y", "1", "贵宾", "貴賓", "重要"), Level.VIP),
        **dict.fromkeys(("supervip", "svip", "超级vip", "超級vip", "特级", "特級"), Level.SUPER_VIP),
    },
    "language": {
        **dict.fromkeys(
            ("zhhans", "zhcn", "zh", "简体", "简体中文", "中文", "chinese", "simplifiedchinese"), "zh-hans"
        ),
        **dict.fromkeys(("zhhant", "zhtw", "zhhk", "繁体", "繁體", "繁體中文", "traditionalchinese"), "zh-hant"),
        **dict.fromkeys(("en", "enus", "engb", "英文", "英语", "英語", "english"), "en"),
    },
    "active": {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)},
}
