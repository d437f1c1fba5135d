"""New words and repeated words, for the mail programs that people use."""

import re
from typing import NamedTuple

import pytest

from fuwutai.channels.mail import html, quotes

OLD = "打印机又卡纸了,请派人来看一下。"


class Sample(NamedTuple):
    client: str
    heading: str
    quote: str = OLD


REPLIES = [
    Sample("Gmail", "On Sun, Nov 22, 2026 at 10:00 AM Rita Li <rita@example.com> wrote:\n", f"> {OLD}"),
    Sample("Gmail, wrapped", "On Sun, Nov 22, 2026 at 10:00 AM Rita Li <\nrita@example.com> wrote:\n", f"> {OLD}"),
    Sample("Gmail zh", "Rita Li <rita@example.com> 于2026年11月22日周日 10:00写道:\n", f"> {OLD}"),
    Sample("Gmail zh-TW", "Rita Li <rita@example.com> 於 2026年11月22日 週日 上午10:00寫道:\n", f"> {OLD}"),
    Sample("Gmail ja", "2026年11月22日(日) 10:00 Rita Li <rita@example.com>:\n", f"> {OLD}"),
    Sample("Apple Mail", "On Nov 22, 2026, at 10:00, Rita Li <rita@example.com> wrote:\n", f"> {OLD}"),
    Sample("Apple Mail zh", "在 2026年11月22日,上午10:00,Rita Li <rita@example.com> 写道:\n", f"> {OLD}"),
    Sample("iPhone zh", "发自我的 iPhone\n\n在 2026年11月22日,10:00,Rita Li <rita@example.com> 写道:\n", OLD),
    Sample(
        "iPad en", "Sent from my iPad\n\nOn Nov 22, 2026, at 10:00 AM, Rita <rita@example.com> wrote:\n", f"> {OLD}"
    ),
    Sample("Thunderbird", "On 22/11/2026 10:00, Rita Li wrote:", f"> {OLD}"),
    Sample("Thunderbird zh", "在 2026/11/22 10:00, Rita Li 写道:", f"> {OLD}"),
    Sample("Thunderbird, short", "Rita Li wrote:", f"> {OLD}"),
    Sample("Thunderbird de", "Am 22.11.26 um 10:00 schrieb Rita Li:", f"> {OLD}"),
    Sample("Thunderbird fr", "Le 22/11/2026 à 10:00, Rita Li a écrit\u00a0:", f"> {OLD}"),
    Sample("Spanish", "El dom, 22 nov 2026 a las 10:00, Rita Li (<rita@example.com>) escribió:\n", f"> {OLD}"),
    Sample("Russian", "вс, 22 нояб. 2026 г. в 10:00, Rita Li <rita@example.com> пишет:\n", f"> {OLD}"),
    Sample(
        "Outlook",
        "From: Rita Li <rita@example.com>\nSent: Sunday, November 22, 2026 10:00 AM\nTo: Desk <desk@example.com>\n"
        "Subject: Printer\n",
    ),
    Sample(
        "Outlook on a phone",
        "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Rita Li "
        "<rita@example.com>\n"
        "Sent: Sunday, November 22, 2026 10:00:00 AM\nTo: Desk\nCc: Sam\nSubject: Printer\n",
    ),
    Sample("Outlook, classic", "-----Original Message-----\nFrom: Rita Li\nSent: Sunday\nTo: Desk\nSubject: Printer\n"),
    Sample(
        "Outlook zh",
        "发件人: Rita Li <rita@example.com> \n发送时间: 2026年11月22日 10:00\n收件人: 服务台 <desk@example.com>\n"
        "抄送: Sam\n主题: 打印机\n",
    ),
    Sample(
        "Outlook zh, classic",
        "-----邮件原件-----\n发件人: Rita Li\n发送时间: 2026年11月22日\n收件人: 服务台\n主题: 打印机\n",
    ),
    Sample(
        "Outlook zh-TW",
        "寄件者: Rita Li <rita@example.com> \n寄件日期: 2026年11月22日 上午 10:00\n收件者: 服務台\n主旨: 印表機\n",
    ),
    Sample(
        "Outlook de",
        "Von: Rita Li <rita@example.com>\nGesendet: Sonntag, 22. November 2026 10:00\nAn: Desk\nBetreff: Drucker\n",
    ),
    Sample(
        "Outlook fr",
        "De : Rita Li <rita@example.com>\nEnvoyé : dimanche 22 novembre 2026 10:00\nÀ : Desk\nObjet : Imprimante\n",
    ),
    Sample(
        "Outlook ja",
        "差出人: Rita Li <rita@example.com>\n送信日時: 2026年11月22日 10:00\n宛先: Desk\n件名: プリンター\n",
    ),
    Sample(
        "Outlook for Mac zh",
        "发件人: Rita Li <rita@example.com>\n日期: 星期日, 2026年11月22日 10:00\n收件人: 服务台\n主题: 打印机\n",
    ),
    Sample(
        "QQ",
        '------------------ 原始邮件 ------------------\n发件人: "Rita"<rita@qq.com>;\n'
        '发送时间: 2026年11月22日(星期日) 上午10:00\n收件人: "服务台"<desk@example.com>;\n主题: 打印机\n',
    ),
    Sample("QQ, spaced", "------------------&nbsp;原始邮件&nbsp;------------------\n".replace("&nbsp;", "\u00a0")),
    Sample(
        "WeCom",
        "------------------ Original ------------------\n"
        'From: &nbsp;"Rita"<rita@example.com>;Date: &nbsp;Sun, Nov 22, 2026 10:00 AM To: &nbsp;"desk"\n',
    ),
    Sample("Foxmail", "\n发件人: Rita Li\n发送时间: 2026-11-22 10:00\n收件人: 服务台\n主题: 打印机\n"),
    Sample("Foxmail, spaced", "发 件 人: Rita\n日 期: 2026-11-22 10:00\n收 件 人: 服务台\n主 题: 打印机\n"),
    Sample("163", '在 2026-11-22 10:00:00,"Rita" <rita@163.com> 写道:\n'),
    Sample("163 en", 'At 2026-11-22 10:00:00, "Rita" <rita@163.com> wrote:\n', f">{OLD}"),
    Sample(
        "163, new",
        "---- 回复的原邮件 ----\n| 发件人 | Rita<rita@163.com> |\n| 日期 | 2026年11月22日 10:00 |\n"
        "| 收件人 | desk@example.com<desk@example.com> |\n| 主题 | 打印机 |\n",
    ),
    Sample(
        "163 phone",
        "发自 网易邮箱大师\n---- 回复的原邮件 ----\n| 发件人 | Rita |\n| 日期 | 2026-11-22 |\n| 主题 | 打印机 |\n",
    ),
    Sample("126", "-------- 原始信息 --------\n发件人: Rita\n日期: 2026-11-22\n收件人: desk\n主题: 打印机\n"),
    Sample(
        "DingTalk",
        "------------------------------------------------------------------\n发件人:Rita Li<rita@example.com>\n"
        "日 期:2026年11月22日 10:00:00\n收件人:服务台<desk@example.com>\n主 题:打印机\n",
    ),
    Sample(
        "Aliyun",
        "------------------------------------------------------------------\n发件人:Rita Li<rita@example.com>\n"
        "发送时间:2026年11月22日(星期日) 10:00\n收件人:服务台<desk@example.com>\n主 题:打印机\n",
    ),
    Sample(
        "Coremail",
        "-----原始邮件-----\n发件人:Rita <rita@example.com>\n发送时间:2026-11-22 10:00:00 (星期日)\n"
        "收件人: desk@example.com\n"
        "抄送: \n主题: 打印机\n",
    ),
    Sample("Lark", "发件人: Rita Li<rita@example.com>\n时间: 2026年11月22日 10:00\n主题: 打印机\n收件人: 服务台\n"),
    Sample("Yahoo zh-TW", "在 2026年11月22日 星期日 上午10:00:00 [GMT+8], Rita Li<rita@yahoo.com.tw> 寫道:\n"),
    Sample(
        "Huawei phone",
        "来自我的华为手机\n-------- 原始邮件 --------\n发件人: Rita\n日期: 2026年11月22日\n收件人: "
        "desk\n主题: 打印机\n",
    ),
]


@pytest.mark.parametrize("sample", REPLIES, ids=lambda sample: sample.client)
def test_a_reply_above_the_quote(sample: Sample) -> None:
    folded = quotes.fold(f"好的,谢谢。\n我们下午过去。\n\n{sample.heading}\n{sample.quote}\n")
    assert folded.fresh == "好的,谢谢。\n我们下午过去。"
    assert OLD in folded.quoted


def test_answers_between_quoted_lines_stay_new() -> None:
    text = "On Nov 22, 2026, Rita <r@example.com> wrote:\n> Which floor?\n\nThird.\n\n> Which room?\n301.\n> thanks\n"
    folded = quotes.fold(text)
    assert folded.fresh == "Third.\n\n301."
    assert [piece.is_quoted for piece in folded.pieces] == [True, False, True, False, True]


def test_an_answer_below_the_quote_stays_new() -> None:
    folded = quotes.fold("Rita wrote:\n> broken again\n\nFixed now.\n")
    assert (folded.fresh, folded.quoted) == ("Fixed now.", "Rita wrote:\n> broken again")


@pytest.mark.parametrize(
    "text",
    [
        f"> {OLD}\n> {OLD}",
        f"---------- Forwarded message ---------\nFrom: a@b.example\nDate: x\nSubject: y\n\n{OLD}",
        "发自我的iPhone",
        "",
    ],
)
def test_a_message_without_new_words_is_kept_whole(text: str) -> None:
    assert quotes.fold(text) == quotes.Folded(text.strip("\n"), "", (quotes.Piece(text, is_quoted=False),))


@pytest.mark.parametrize(
    "text",
    [
        "I wrote to you on Monday:\nno answer so far.",
        "From: the third floor\nTo: the desk\nwe need paper.",
        "Python says:\n>>> import x\nTraceback",
        "发件人不对,请更正。\n主题: 打印机",
        "我在2026年写道具清单,见下。",
        "Version 3.2: installed\nStep 2: reboot",
        "-- \nRita Li\nPhone: 1234",
        "Error at 10:00: disk full\n------------------------------\nlog ends",
        "我的手机是 iPhone,来自我的同事",
    ],
)
def test_ordinary_words_are_not_taken_for_quotes(text: str) -> None:
    assert quotes.fold(text).quoted == ""


@pytest.mark.parametrize(
    "signature",
    [
        "发自我的iPhone", "发自我的 iPad", "Sent from my iPhone", "Sent from Outlook for Android", "来自我的华为手机",
        "发自 网易邮箱大师", "發自我的 iPhone", "從我的 iPhone 傳送", "发送自 Windows 邮件应用", "来自 Foxmail",
        "发自企业微信", "来自钉钉邮箱", "Von meinem iPhone gesendet", "Envoyé de mon iPhone", "iPhoneから送信",
        "获取 Outlook for iOS", "Get Outlook for Android<https://aka.ms/x>", "发自我的小米手机",
        "--\nSent from my phone",
    ],
)  # fmt: skip
def test_signatures_of_phones_are_set_aside(signature: str) -> None:
    folded = quotes.fold(f"好的\n\n{signature}\n")
    assert folded.fresh.removesuffix("--").strip() == "好的"
    assert signature.split("\n")[-1] in folded.quoted


HEADER_HTML = (
    "<b>发件人:</b> Rita Li &lt;rita@example.com&gt;<br><b>发送时间:</b> 2026年11月22日 10:00<br>"
    "<b>收件人:</b> 服务台<br><b>主题:</b> 打印机"
)
PAGES = {
    "Gmail": '<div dir="ltr">好的</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
    "On Sun, Nov 22, 2026 "
    'at 10:00 AM Rita &lt;<a href="mailto:r@e.example">r@e.example</a>&gt; wrote:<br></div><blockquote '
    f'class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc">{OLD}</blockquote></div>',
    "Outlook": '<div class="WordSection1"><p class="MsoNormal">好的<o:p></o:p></p><div><div '
    'style="border:none;border-top:'
    f'solid #E1E1E1 1.0pt"><p class="MsoNormal">{HEADER_HTML}</p></div></div><p class="MsoNormal">{OLD}</p></div>',
    "OWA": '<div>好的</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div '
    'id="divRplyFwdMsg" '
    f'dir="ltr"><font face="Calibri">{HEADER_HTML}</font></div><div>{OLD}</div>',
    "Apple Mail": '<html><body>好的<div><br><blockquote type="cite"><div>On Nov 22, 2026, at 10:00, '
    "Rita &lt;r@e.example&gt; "
    f"wrote:</div><div>{OLD}</div></blockquote></div></body></html>",
    "Thunderbird": '<p>好的</p><div class="moz-cite-prefix">在 2026/11/22 10:00, Rita 写道:<br></div>'
    '<blockquote type="cite" '
    f'cite="mid:x"><p>{OLD}</p></blockquote>',
    "QQ": '<div>好的</div><div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">'
    "------------------&nbsp;原始邮件&nbsp;------------------</div><div style='background:#efefef;'>"
    f'<div><b>发件人:</b>&nbsp;"Rita"&lt;r@qq.com&gt;;</div><div><b>主题:</b>&nbsp;打印机</div></div><div>{OLD}</div>',
    "Foxmail": '<div><span></span>好的</div><hr style="width: 210px; height: 1px;" color="#b5c4df" '
    'size="1" align="left">'
    '<blockquote style="margin-Top: 0px;"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt">'
    "<div><b>发件人:</b>&nbsp;Rita</div><div><b>发送时间:</b>&nbsp;2026-11-22 10:00</div><div><b>"
    "收件人:</b>&nbsp;服务台"
    f"</div><div><b>主题:</b>&nbsp;打印机</div></div><div>{OLD}</div></blockquote>",
    "163": '<div style="line-height:1.7">好的<br/><br/><p>在 2026-11-22 10:00:00,"Rita" '
    "&lt;r@163.com&gt; 写道:</p><blockquote "
    f'id="isReplyContent" style="PADDING-LEFT: 1ex"><div>{OLD}</div></blockquote></div>',
    "163, new": '<div>好的</div><div class="ntes-mailmaster-quote"><div style="margin:16px 0">---- '
    "回复的原邮件 ----</div>"
    "<table><tr><td>发件人</td><td>Rita</td></tr><tr><td>日期</td><td>2026年11月22日</td></tr></table>"
    f"<div>{OLD}</div></div>",
    "DingTalk": '<div class="__aliyun_email_body_block"><div>好的</div><blockquote><div>-----------------------------'
    "-----------------</div><div>发件人:Rita&lt;r@e.example&gt;</div><div>日 期:2026年11月22日</div>"
    "<div>收件人:服务台</div>"
    f"<div>主 题:打印机</div><div>{OLD}</div></blockquote></div>",
    "Outlook, preformatted": f"<pre>好的\n\n-----Original Message-----\nFrom: Rita\nSent: Sunday\nTo: "
    f"desk\nSubject: x\n\n{OLD}</pre>",
    "lines": f"好的<br><br>On Nov 22, 2026, Rita &lt;r@e.example&gt; wrote:<br>{OLD}<br>",
}


@pytest.mark.parametrize("client", PAGES)
def test_a_reply_in_html(client: str) -> None:
    folded = quotes.fold_html(PAGES[client])
    assert html.text(folded.fresh) == "好的"
    assert OLD in html.text(folded.quoted)
    assert squeezed(folded.fresh + folded.quoted) == squeezed(PAGES[client])


def test_answers_between_quoted_blocks_stay_new() -> None:
    page = (
        "<div>On Nov 22, 2026, Rita &lt;r@e.example&gt; wrote:</div><blockquote>Which floor?</blockquote>"
        "<p>Third.</p><blockquote>Which room?</blockquote><p>301.</p>"
    )
    folded = quotes.fold_html(page)
    assert html.text(folded.fresh) == "Third.\n\n301."
    assert "Which room?" in folded.quoted


def test_an_indented_paragraph_is_no_quote() -> None:
    page = (
        '<div>See:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>step one</div></blockquote>'
    )
    assert quotes.fold_html(page).quoted == ""


def test_pictures_stay_where_they_are() -> None:
    quote = f'<blockquote>{OLD}<img src="cid:old"></blockquote>'
    page = f'<p>看图 <img src="cid:new"></p><div>Rita &lt;r@e.example&gt; wrote:</div>{quote}'
    folded = quotes.fold_html(page)
    assert ("cid:new" in folded.fresh, "cid:old" in folded.fresh) == (True, False)
    assert ("cid:new" in folded.quoted, "cid:old" in folded.quoted) == (False, True)


def squeezed(source: str) -> str:
    return re.sub(r"\s|>|-", "", html.text(source))
