"""The templates of updates that a new installation starts with."""

from fuwutai.incidents.major.models import UpdateTemplate

_TEMPLATES = (
    (
        ("首次通报", "首次通報", "First update"),
        (
            "我们已收到关于“{service}”的多起报告，正在全力处理。故障自 {since} 起发生。下一次通报：{next}。",
            "我們已收到關於「{service}」的多起報告，正在全力處理。故障自 {since} 起發生。下一次通報：{next}。",
            "We know of a fault with {service} since {since} and are working on it. Next update: {next}.",
        ),
    ),
    (
        ("进展通报", "進展通報", "Progress"),
        (
            "“{service}”仍未恢复，已持续 {elapsed}。我们正在处理，暂无需您操作。下一次通报：{next}。",
            "「{service}」仍未恢復，已持續 {elapsed}。我們正在處理，暫無需您操作。下一次通報：{next}。",
            "{service} is not back yet; it has been {elapsed}. You need not do anything. Next update: {next}.",
        ),
    ),
    (
        ("恢复通报", "恢復通報", "Restored"),
        (
            "“{service}”已恢复，共中断 {elapsed}。如仍有问题，请直接回复。感谢您的耐心。",
            "「{service}」已恢復，共中斷 {elapsed}。如仍有問題，請直接回覆。感謝您的耐心。",
            "{service} works again after {elapsed}. If you still have trouble, simply answer. Thank you for waiting.",
        ),
    ),
)


def ensure(**_kwargs: object) -> None:
    """Fill the empty table. Safe to repeat."""
    if UpdateTemplate.objects.exists():
        return
    UpdateTemplate.objects.bulk_create(
        UpdateTemplate(
            name_zh_hans=names[0], name_zh_hant=names[1], name_en=names[2], position=position,
            text_zh_hans=texts[0], text_zh_hant=texts[1], text_en=texts[2],
        )
        for position, (names, texts) in enumerate(_TEMPLATES)
    )  # fmt: skip
