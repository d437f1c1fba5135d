"""Answers find their ticket, and nobody gets to read more by writing to us "
"(docs/decisions/0007-who-a-mail-speaks-for.md)."""

from datetime import timedelta

from fuwutai.channels.mail.message import Message
from fuwutai.channels.tests.post import AMY, DESK, RITA, Post, answer, entries, taken, write
from fuwutai.core import clock
from fuwutai.files.models import Attachment
from fuwutai.notices.models import Notice
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import State, WaitFor
from fuwutai.tickets.models import Link, Ticket
from fuwutai.timeline.choices import EntryKind

SAM = "陈思远 <sam@lanjiang.example>"


def reported(post: Post) -> tuple[Ticket, Message]:
    """Rita's ticket, and the receipt that she got."""
    ticket = taken(post.take(write()))
    return ticket, post.sent[-1]


def test_answer_to_the_receipt_is_added_in_public(cast: Cast, post: Post) -> None:
    ticket, receipt = reported(post)
    mail = answer(receipt, text="重启后还是不行")
    mail.add_attachment(b"x", maintype="text", subtype="plain", filename="log.txt")
    contact = post.take(mail)

    said = entries(ticket)[-1]
    assert (taken(contact), contact.seq) == (ticket, said.seq)
    assert (said.verb, said.public, said.actor, said.text) == ("say", True, cast.rita, "重启后还是不行")
    assert "请在回复" in said.details["quoted"] or "We received" in said.details["quoted"] or said.details["quoted"]
    assert Attachment.objects.get(record=ticket.timeline, name="log.txt").seq == said.seq
    ticket.refresh_from_db()
    assert ticket.unanswered


def test_answer_without_any_header_threads_by_number_for_the_requester(cast: Cast, post: Post) -> None:
    ticket, _receipt = reported(post)
    contact = post.take(write(subject=f"答复: [#{ticket.pk}] VPN 连不上", text="好了"))
    assert taken(contact) == ticket


def test_number_written_by_somebody_else_makes_a_ticket_of_its_own(cast: Cast, post: Post) -> None:
    ticket, _receipt = reported(post)
    stranger = taken(post.take(write("Otto <otto@yuanshan.example>", f"[#{ticket.pk}] what is this?")))
    assert stranger != ticket
    why = entries(stranger)[-1]
    assert (why.kind, why.verb, why.details["numbers"]) == (EntryKind.DECISION, "number_distrusted", [ticket.pk])


def test_stranger_who_had_our_mail_is_read_by_the_desk_only(cast: Cast, post: Post) -> None:
    ticket, receipt = reported(post)
    cast.act("amy", ticket, "claim")
    sent = len(post.sent)
    post.take(answer(receipt, "Eve <eve@evil.example>", "请把密码发给我"))

    note = entries(ticket)[-1]
    assert (note.kind, note.verb, note.public) == (EntryKind.NOTE, "foreign_message", False)
    assert note.details["sender"] == {"name": "Eve", "address": "eve@evil.example"}
    assert [notice.person for notice in Notice.objects.filter(kind="ticket.answered")] == [cast.amy]
    assert [mail.to[0].address for mail in post.sent[sent:]] == ["amy@lanjiang.example"]
    ticket.refresh_from_db()
    assert ticket.unanswered


def test_staff_mail_is_an_internal_note(cast: Cast, post: Post) -> None:
    ticket, _receipt = reported(post)
    cast.act("amy", ticket, "claim")
    post.take(answer(post.sent[-1], RITA, "在吗"))
    [notice] = post.sent_to("amy@lanjiang.example")
    sent = len(post.sent)
    post.take(answer(notice, AMY, "这个用户又来了"))

    note = entries(ticket)[-1]
    assert (note.kind, note.verb, note.public, note.actor) == (EntryKind.NOTE, "note", False, cast.amy)
    assert len(post.sent) == sent


def test_staff_mail_to_the_requester_too_is_the_public_reply_and_not_sent_twice(cast: Cast, post: Post) -> None:
    ticket, _receipt = reported(post)
    cast.act("amy", ticket, "claim")
    post.take(answer(post.sent[-1], RITA, "在吗"))
    [notice] = post.sent_to("amy@lanjiang.example")
    sent = len(post.sent)
    post.take(answer(notice, AMY, "请重启网关", to=f"{RITA}, {DESK}"))

    reply = entries(ticket)[-1]
    assert (reply.verb, reply.public, reply.actor) == ("reply", True, cast.amy)
    assert len(post.sent) == sent
    ticket.refresh_from_db()
    assert not ticket.unanswered


def test_engineer_without_a_part_in_it_does_not_answer_the_requester_by_mail(cast: Cast, post: Post) -> None:
    ticket, receipt = reported(post)
    post.take(answer(receipt, "韩立 <tom@lanjiang.example>", "内部消息", to=f"{RITA}, {DESK}"))
    assert not entries(ticket)[-1].public


def test_engineers_note_reaches_the_owner(cast: Cast, post: Post) -> None:
    ticket, _receipt = reported(post)
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "assign", team=cast.network, assignee=cast.sam)
    post.work()
    [notice] = post.sent_to("sam@lanjiang.example")
    assert "internal note" in notice.text or "内部备注" in notice.text
    post.take(answer(notice, SAM, "明天才有备件"))
    assert post.sent_to("amy@lanjiang.example")[-1].text.count("明天才有备件")


def test_a_colleagues_note_is_taken_in_though_the_owner_has_left(cast: Cast, post: Post) -> None:
    ticket, _receipt = reported(post)
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "assign", team=cast.network, assignee=cast.sam)
    post.work()
    [notice] = post.sent_to("sam@lanjiang.example")
    cast.amy.active = False
    cast.amy.save()
    post.take(answer(notice, SAM, "明天才有备件"))
    assert (entries(ticket)[-1].verb, entries(ticket)[-1].text) == ("note", "明天才有备件")


def test_colleague_in_copy_may_add_something(cast: Cast, post: Post) -> None:
    ticket = taken(post.take(write(cc="白露 <kay@lanjiang.example>", Message_ID="<first@client.example>")))
    mail = write("白露 <kay@lanjiang.example>", "Re: VPN 连不上", "我也是", In_Reply_To="<first@client.example>")
    assert taken(post.take(mail)) == ticket
    assert (entries(ticket)[-1].verb, entries(ticket)[-1].actor) == ("say", cast.kay)


def test_copy_on_a_mail_that_only_names_the_number_lets_nobody_in(cast: Cast, post: Post) -> None:
    ticket, _receipt = reported(post)
    post.take(write(subject=f"[#{ticket.pk}]", cc="otto@yuanshan.example"))
    assert not ticket.participations.exists()


def test_answer_to_a_merged_ticket_goes_where_it_went(cast: Cast, post: Post) -> None:
    ticket, receipt = reported(post)
    other = cast.ticket(by="kay")
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "merge", other=other)
    assert taken(post.take(answer(receipt))) == other


def test_answer_takes_up_what_waited_for_it(cast: Cast, post: Post) -> None:
    ticket, receipt = reported(post)
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "wait", wait_for=WaitFor.REQUESTER)
    post.take(answer(receipt, text="我的电脑编号是 1024"))
    ticket.refresh_from_db()
    assert ticket.state == State.IN_PROGRESS


def test_answer_to_a_closed_ticket_is_added_and_the_owner_told(cast: Cast, post: Post) -> None:
    ticket, receipt = _closed(cast, post)
    post.take(answer(receipt, text="又坏了"))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.unanswered) == (State.CLOSED, True)
    assert entries(ticket)[-1].text == "又坏了"
    assert Notice.objects.filter(kind="ticket.answered", person=cast.amy).exists()


def test_answer_long_after_the_close_is_a_new_ticket_related_to_it(cast: Cast, post: Post) -> None:
    ticket, receipt = _closed(cast, post)
    with clock.at(clock.now() + timedelta(days=31)):
        again = taken(post.take(answer(receipt, text="又坏了")))
    assert again != ticket
    assert Link.objects.get(ticket=again).other == ticket


def test_forwarded_by_an_agent_is_the_report_of_its_author(cast: Cast, post: Post) -> None:
    text = (
        "这个用户很急，先看\n\n-----原始邮件-----\n发件人: 白露 <kay@lanjiang.example>\n发送时间: 2026年11月22日 8:00\n"
        "收件人: 林晚秋 <amy@lanjiang.example>\n主题: 报表打不开\n\n一打开就闪退"
    )
    ticket = taken(post.take(write(AMY, "转发: 报表打不开", text)))
    assert (ticket.requester, ticket.owner, ticket.title) == (cast.kay, cast.amy, "报表打不开")
    report, note = entries(ticket)
    assert (report.text, report.public) == ("一打开就闪退", True)
    assert (note.kind, note.text, note.public) == (EntryKind.NOTE, "这个用户很急，先看", False)
    assert [mail.to[0].address for mail in post.sent] == ["kay@lanjiang.example"]


def test_forwarded_by_a_requester_stays_their_own_report(cast: Cast, post: Post) -> None:
    text = (
        "请处理\n\n-----原始邮件-----\n发件人: 白露 <kay@lanjiang.example>\n发送时间: 2026年11月22日 8:00\n"
        "收件人: 钱立 <rita@lanjiang.example>\n主题: 报表打不开\n\n一打开就闪退"
    )
    ticket = taken(post.take(write(RITA, "转发: 报表打不开", text)))
    assert (ticket.requester, ticket.description) == (cast.rita, "请处理")
    assert "一打开就闪退" in entries(ticket)[0].details["quoted"]


def test_sealed_id_cannot_be_made_up(cast: Cast, post: Post) -> None:
    ticket, receipt = reported(post)
    forged = receipt.message_id.replace(f".{ticket.pk}.", f".{ticket.pk + 1}.")
    other = cast.ticket(by="kay")
    assert other.pk == ticket.pk + 1
    mail = write("Eve <eve@evil.example>", "Re: hello", In_Reply_To=f"<{forged}>")
    assert taken(post.take(mail)) not in {ticket, other}


def _closed(cast: Cast, post: Post) -> tuple[Ticket, Message]:
    ticket, receipt = reported(post)
    cast.act("amy", ticket, "claim")
    cast.act("amy", ticket, "resolve", solution="重启了网关", code=cast.code)
    return cast.act("rita", ticket, "confirm"), receipt
