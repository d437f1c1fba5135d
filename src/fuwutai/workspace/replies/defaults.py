"""The shared templates that come with every installation; those who may share change all of them.

A text is sent to whoever asked, whatever language they read, so it stands there in two.
"""

from fuwutai.workspace.replies.choices import Use
from fuwutai.workspace.replies.models import ReplyTemplate

_TAKEN = """{{requester}}，您好：
您反映的“{{title}}”已由我受理，有进展会随时告诉您。

Dear {{requester}},
I am working on “{{title}}” and will keep you informed.

{{agent}}"""
_FACTS = """{{requester}}，您好：
为尽快定位问题，请补充：
- 何时开始出现，是否每次都会出现
- 同事是否也遇到
- 出错提示的原文或截图

Dear {{requester}},
to find the cause quickly, please tell us:
- since when it happens, and whether each time
- whether colleagues have it too
- the exact words of the error, or a screenshot

{{agent}}"""
_TRY = """{{requester}}，您好：
问题已处理，请您再试一次。如仍有问题，直接回复即可。

Dear {{requester}},
it should work again; please try once more. If it does not, just answer here.

{{agent}}"""
_HANDED = """已检查 / Checked:
结果 / Result:
可能的原因 / Likely cause:
如何联系请求人 / How to reach the requester:"""

_TEMPLATES: tuple[tuple[tuple[str, str, str], Use, str], ...] = (
    (("已受理", "已受理", "I have taken it"), Use.REPLY, _TAKEN),
    (("请补充信息", "請補充資訊", "Ask for the facts"), Use.REPLY, _FACTS),
    (("请再试一次", "請再試一次", "Please try again"), Use.REPLY, _TRY),
    (("交接说明", "交接說明", "Handing over"), Use.NOTE, _HANDED),
)


def ensure(**_kwargs: object) -> None:
    """Fill an empty table. Safe to repeat; what somebody deleted but for one template stays as it is."""
    if ReplyTemplate.objects.exists():
        return
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(name_zh_hans=hans, name_zh_hant=hant, name_en=english, shared=True, use=use, text=text)
        for (hans, hant, english), use, text in _TEMPLATES
    )
