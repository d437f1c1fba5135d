"""The shapes of requests that providers and robots want, to begin with. Addresses stand only where they are public.

Of the robots: the addresses, fields and codes that WeCom, DingTalk and Feishu document for robots of a group chat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.channels.gateways.choices import BodyForm, Method, Signing
from fuwutai.core.texts import LazyText


@dataclass(frozen=True)
class Preset:
    """`values` are fields of a hook."""

    key: str
    label: LazyText | str
    values: Mapping[str, Any] = field(default_factory=dict)


_JSON_ANSWER = {"answer_path": "code", "answer_value": "0"}

SMS = (
    Preset(
        "sms-json", _("JSON, key in a header"),
        {
            "headers": "Authorization: Bearer {secret}", "body": '{\n  "to": "{international}",\n  "text": "{text}"\n}',
        },
    ),
    Preset(
        "sms-form", _("Form fields, account and password"),
        {
            "body_form": BodyForm.FORM,
            "body": '{\n  "account": "",\n  "password": "{secret}",\n  "mobile": "{mobile}",\n  "content": "{text}"\n}',
            **_JSON_ANSWER,
        },
    ),
    Preset(
        "sms-template", _("JSON, a registered template with one value"),
        {
            "headers": "Authorization: Bearer {secret}",
            "body": '{\n  "signName": "",\n  "templateCode": "",\n  "phoneNumbers": "{digits}",\n'
                    '  "templateParam": {"content": "{text}"}\n}',
            "answer_path": "Code", "answer_value": "OK", "most_segments": 1,
        },
    ),
    Preset(
        "sms-get", _("Everything in the address (GET)"),
        {"method": Method.GET, "body_form": BodyForm.NONE},
    ),
)  # fmt: skip

CHAT = (
    Preset(
        "chat-json", _("JSON, key in a header"),
        {
            "headers": "Authorization: Bearer {secret}", "body": '{\n  "to": "{address}",\n  "text": "{text}"\n}',
        },
    ),
)  # fmt: skip

ROOMS = (
    Preset(
        "wecom", _("WeCom robot"),
        {
            "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={secret}",
            "body": '{\n  "msgtype": "text",\n  "text": {"content": "{text}"}\n}',
            "answer_path": "errcode", "answer_value": "0", "later_values": "-1 45009",
        },
    ),
    Preset(
        "dingtalk", _("DingTalk robot"),
        {
            "url": "https://oapi.dingtalk.com/robot/send?access_token={secret}", "signing": Signing.DINGTALK,
            "body": '{\n  "msgtype": "text",\n  "text": {"content": "{text}"}\n}',
            "answer_path": "errcode", "answer_value": "0", "later_values": "-1 130101 410100",
        },
    ),
    Preset(
        "feishu", _("Feishu robot"),
        {
            "url": "https://open.feishu.cn/open-apis/bot/v2/hook/{secret}", "signing": Signing.FEISHU,
            "body": '{\n  "msg_type": "text",\n  "content": {"text": "{text}"}\n}',
            "answer_path": "code", "answer_value": "0", "later_values": "2200 11232 11233",
        },
    ),
    Preset("room-json", _("Another hook"), {"body": '{\n  "text": "{text}"\n}'}),
)  # fmt: skip

BY_KEY = {preset.key: preset for preset in (*SMS, *CHAT, *ROOMS)}
