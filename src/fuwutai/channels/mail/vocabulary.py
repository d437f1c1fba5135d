"""What mail programs write around the words of others, in the languages they speak.

Patterns only; `quotes`, `forwards`, `subjects` and `kinds` decide with them.
"""

import re

_COLON = r"\s*[:：]"
# Foxmail and DingTalk spread short labels with blanks: `日　期`, `主 题`.
_GAP = r"[\s\u3000]*"

_LABELS = {
    "from": [
        "from", "发件人", "寄件者", "寄件人", "發件人", "发信人", "差出人", "送信者", "von", "de", "da",
        "от кого", "от", "van", "från", "fra", "보낸 사람", f"发{_GAP}件{_GAP}人",
    ],
    "date": [
        "sent", "date", "发送时间", "发送日期", "发件时间", "寄件日期", "傳送時間", "傳送日期", "發送時間",
        "送信日時", "送信日", "日付", "日時", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le",
        "enviado", "enviado el", "fecha", "inviato", "data", "отправлено", "дата", "verzonden", "skickat",
        "보낸 날짜", f"日{_GAP}期", f"时{_GAP}间", f"時{_GAP}間", "发送于",
    ],
    "to": [
        "to", "收件人", "收件者", "宛先", "an", "à", "a", "para", "кому", "aan", "till", "til", "받는 사람",
        f"收{_GAP}件{_GAP}人",
    ],
    "cc": ["cc", "抄送", "抄送人", "副本", "副本抄送", "kopie", "copie à", "копия", "참조", f"抄{_GAP}送"],
    "subject": [
        "subject", "主题", "主旨", "主題", "标题", "件名", "betreff", "objet", "asunto", "oggetto",
        "assunto", "тема", "onderwerp", "ämne", "emne", "제목", f"主{_GAP}题", f"主{_GAP}旨",
    ],
    "other": [
        "reply-to", "importance", "重要性", "attachments", "附件", "bcc", "密送", "organization", "优先级",
    ],
}  # fmt: skip
_WHICH = {label: kind for kind, labels in _LABELS.items() for label in labels}
_ANY_LABEL = "|".join(sorted(_WHICH, key=len, reverse=True))

# `发件人: x`, `*From:* x`, `| 发件人 | x |`; the value may follow on the next line.
LABELLED = re.compile(
    rf"^[\s>|*_#]*(?P<label>{_ANY_LABEL})[\s*_]*(?:[:：][\s*_]*|\|)(?P<value>.*)$",
    re.IGNORECASE,
)


def label_kind(label: str) -> str:
    """Which of from, date, to, cc, subject or other a label of any language is."""
    plain = re.sub(_GAP, "", label).lower()
    return _SQUEEZED.get(plain, "other")


_SQUEEZED = {re.sub(r"\[.*?\]\*|\s", "", label).lower(): kind for label, kind in _WHICH.items()}

_ORIGINAL = (
    r"原始?邮件(?:信息)?|原始信息|邮件原件|原始郵件|原始信件|回复的?原?邮件|回复的原始?邮件|原邮件|original\s+(?:message|e-?mail|appointment)"
    r"|original|reply\s+message|ursprüngliche\s+nachricht|message\s+d['’]origine|message\s+original"
    r"|mensaje\s+original|messaggio\s+originale|mensagem\s+original|元のメッセージ|исходное\s+сообщение"
    r"|oorspronkelijk\s+bericht|原訊息|引用"
)
_FORWARDED = (
    r"转发邮件信息|转发的?邮件(?:信息)?|转发信件|轉寄(?:的)?(?:郵件|信件)|被转发邮件信息|已转发邮件|forwarded\s+(?:message|by.*)"
    r"|begin\s+forwarded\s+message|anfang\s+der\s+weitergeleiteten\s+nachricht|weitergeleitete\s+nachricht"
    r"|message\s+transféré|mensaje\s+reenviado|messaggio\s+inoltrato|転送メッセージ|転送|forward(?:ed)?"
    r"|пересылаемое\s+сообщение|doorgestuurd\s+bericht"
)
DIVIDER = re.compile(rf"^[\s>*|]*[-—_=－]{{2,}}\s*(?:{_ORIGINAL}|{_FORWARDED})\s*[-—_=－]{{2,}}[\s*|]*$", re.IGNORECASE)
FORWARD_DIVIDER = re.compile(
    rf"^[\s>*|]*(?:[-—_=－]{{2,}}\s*(?:{_FORWARDED})\s*[-—_=－]{{2,}}"
    r"|begin forwarded message\s*[:：]|anfang der weitergeleiteten (?:nachricht|e-mail)\s*:"
    r"|début du message (?:transféré|réexpédié)\s*:"
    r"|(?:开始|以下是|下面是)?(?:被)?(?:转发|轉寄)的?(?:邮件|郵件|信件)[：:])[\s*|]*$",
    re.IGNORECASE,
)
RULE = re.compile(r"^[\s>]*[-_—=－*─]{4,}\s*$|^---$")

_WROTE = (
    r"wrote|writes|写道|寫道|写了|写到|寫到|編寫|schrieb|geschrieben|a\s+écrit|a\s+ecrit|escribió|escribio|ha\s+scritto"
    r"|escreveu|schreef|skrev|пишет|написал\(?а?\)?|napisał\(?a?\)?|님이\s*작성|さん(?:は|が)(?:書きました|書き込みました)"
)
_OPENING = (
    r"on|at|在|于|於|am|le|el|il(?:\s+giorno)?|em|op|den|the|в|вс|пн|вт|ср|чт|пт|сб|dnia"
    r"|\d{4}\s*[年/.-]|\d{1,2}[./]\d{1,2}[./]|(?:mon|tue|wed|thu|fri|sat|sun)"
)
# What stands above a quote: `On ... wrote:`, `某某 <...> 于...写道：`.
ATTRIBUTION = re.compile(rf"(?:{_WROTE}).{{0,160}}[:：][\s*]*$|^[\s>]*quoting .+[:：]\s*$", re.IGNORECASE)
ATTRIBUTION_BEGINS = re.compile(rf"^[\s*]*(?:{_OPENING})", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s<>\[\]()（）:：]+@[^\s<>\[\]()（）:：]+\.[^\s<>\[\]()（）:：]+")
DATE = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}")
# Gmail in Japanese and Chinese, and some phones: date, name and address, and no verb at all.
DATED_ADDRESS = re.compile(
    r"^[\s>]*(?:在\s*)?\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?.{0,80}<[^<>\s]+@[^<>\s]+>\s*(?:写道|寫道)?\s*[:：]?\s*$"
)

MOBILE_SIGNATURE = re.compile(
    r"^[\s\-—–_*]*(?:"
    r"(?:发自|發自|发送自|發送自|來自|来自|從|从)\s*我?的?\s*[\w .+-]{0,30}"
    r"(?:iphone|ipad|手机|手機|邮箱|郵箱|邮件|foxmail|outlook|android|华为|小米|huawei|xiaomi|oppo|vivo|荣耀|honor|三星|钉钉|企业微信|飞书|qq|mail|大师|windows|yahoo)"
    r"[\w .+\-（）()]{0,40}(?:发送|傳送|传送)?"
    r"|(?:sent|send) (?:from|via|with) (?:my |a |the )?[\w .'&+\-/®]{2,60}"
    r"|(?:get|下载|获取|取得)\s*outlook\s*for\s*(?:ios|android|mac)(?:\s*<[^>]*>)?"
    r"|von meinem [\w .-]{2,40} gesendet|gesendet von (?:meinem|der|outlook)[\w .-]{0,60}"
    r"|envoyé (?:de|depuis|à partir de) (?:mon|outlook|l)[\w .'’-]{0,60}|enviado (?:desde|do) (?:mi|meu)[\w .-]{0,40}"
    r"|inviato da(?:l mio)?[\w .-]{2,40}|(?:iphone|ipad|スマートフォン)から送信|отправлено с [\w .-]{2,40}"
    r")[\s.。!!]*$",
    re.IGNORECASE,
)

REPLY_PREFIX = r"re|r|aw|antw|antwort|sv|vs|vá|odp|ynt|bls|回复|回覆|回復|答复|答覆|答復|回信|返信|回应|res|отв|ответ"
FORWARD_PREFIX = r"fw|fwd|wg|tr|转发|转寄|轉寄|轉發|轉呈|转|転送|i|enc|vl|vb|doorst|pd|rv|пересл|forward"
_COUNTED = r"\s*(?:[\[(（【]\s*\d{1,3}\s*[\])）】]|\^\d{1,3}|\d{1,3})?\s*[:：﹕]"
REPLY_MARK = re.compile(rf"^[\s\[【]*(?:{REPLY_PREFIX}){_COUNTED}[\]】]?\s*", re.IGNORECASE)
FORWARD_MARK = re.compile(rf"^[\s\[【]*(?:{FORWARD_PREFIX}){_COUNTED}[\]】]?\s*", re.IGNORECASE)
