"""Writing to the requester and among ourselves: nobody gets what was not meant for them."""

import base64
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fuwutai.files.models import Attachment
from fuwutai.notices.models import Notice
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.tests.pages import Answer, in_english, post_from, text_of
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry
from fuwutai.timeline.verification import findings

# One pixel.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Browse = Callable[[str], Client]


def last(ticket: Ticket) -> Entry:
    return Entry.objects.filter(record=ticket.timeline).order_by("-seq")[0]


def write(client: Client, ticket: Ticket, **sent: object) -> Answer:
    return post_from(client, f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/composer", dict(sent))


def told() -> set[str]:
    return set(Notice.objects.filter(kind="ticket.replied").values_list("person__name", flat=True))


def test_a_reply_goes_to_exactly_those_who_were_ticked(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_watcher", person=cast.kay)
    cast.act("amy", ticket, "add_participant", person=cast.sam)
    client = in_english(browse("amy"))
    write(client, ticket, mode="reply", text="We are on it", to=["", cast.kay.pk])
    assert last(ticket).public
    assert told() == {cast.kay.name}
    assert "to 白露, not to 钱立" in text_of(client.get(f"/tickets/{ticket.pk}"))


def test_a_reply_may_go_to_nobody_and_stands_in_the_portal(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    client = in_english(browse("amy"))
    answer = write(client, ticket, mode="reply", text="For the file", to=[""])
    assert "does not count as an answer" in answer["HX-Trigger"]
    assert told() == set()
    assert "to nobody, not to 钱立" in text_of(client.get(f"/tickets/{ticket.pk}"))
    portal = text_of(in_english(browse("rita")).get(f"/portal/tickets/{ticket.pk}"))
    assert "For the file" in portal
    assert "not to" not in portal


def test_after_a_note_what_comes_next_is_a_note_too(cast: Cast, browse: Browse) -> None:
    ticket, client = cast.act("amy", cast.ticket(), "claim"), browse("amy")
    for mode in ("note", "reply"):
        answer = write(client, ticket, mode=mode, text=f"a {mode}", to=[cast.rita.pk])
        assert f'data-mode="{mode}"' in answer.content.decode()


def test_nobody_can_be_ticked_who_has_nothing_to_do_with_it(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    for wrong in ({"to": [cast.otto.pk]}, {"copied": ["otto@yuanshan.example"]}, {"to": ["9" * 30, "x"]}):
        assert write(browse("amy"), ticket, mode="reply", text="Hello", **wrong).status_code == 422
    assert last(ticket).verb == "claim"


def test_what_was_refused_keeps_who_was_ticked(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    page = write(browse("amy"), ticket, mode="reply", text=" ", to=[""]).content.decode()
    assert f'name="to" value="{cast.rita.pk}">' in page


def test_a_note_is_never_public(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    write(browse("amy"), ticket, mode="note", text="She always says that")
    entry = last(ticket)
    assert (entry.kind, entry.public) == (EntryKind.NOTE, False)
    assert not Notice.objects.filter(person=cast.rita, kind="ticket.replied").exists()


def test_the_composer_says_who_will_get_it(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_watcher", person=cast.kay)
    page = in_english(browse("amy")).get(f"/tickets/{ticket.pk}").content.decode()
    assert "钱立 · e-mail" in page
    assert f'name="to" value="{cast.kay.pk}" checked' in page


def test_what_the_requester_wrote_meanwhile_must_be_seen_first(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    seen = Ticket.objects.get(pk=ticket.pk).timeline_length
    cast.act("rita", ticket, "say", text="It works again")
    answer = write(browse("amy"), ticket, mode="reply", text="Please restart it", seen=seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Please restart it" in page
    assert "It works again" in page
    assert last(ticket).verb == "say"
    write(browse("ben"), ticket, mode="reply", text="Please restart it", seen=seen + 1)
    assert last(ticket).verb == "reply"


def test_what_the_requester_wrote_is_seen_first_however_much_else_happened(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    seen = ticket.timeline_length
    for urgency in [1, 2] * 6:
        cast.act("amy", ticket, "prioritise", impact=1, urgency=urgency)
    cast.act("rita", ticket, "say", text="Stop, it burns")
    answer = write(browse("amy"), ticket, mode="reply", text="Please restart it", seen=seen)
    assert answer.status_code == 409
    assert "Stop, it burns" in text_of(answer)


def test_a_note_need_not_wait_for_anything(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("rita", ticket, "say", text="It works again")
    assert write(browse("amy"), ticket, mode="note", text="Called her", seen=1).status_code == 200


def test_what_is_sent_again_as_its_answer_was_lost_arrives_once(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    seen, client = ticket.timeline_length, browse("amy")
    for mode in ("reply", "note"):
        sent = {"mode": mode, "text": "Please restart it", "to": ["", cast.rita.pk], "seen": seen}
        for _ in range(2):
            assert write(client, ticket, **sent).status_code == 200
        assert Entry.objects.filter(record=ticket.timeline, verb=mode).count() == 1
    write(client, ticket, mode="note", text="Please restart it", seen=last(ticket).seq)
    assert Entry.objects.filter(record=ticket.timeline, verb="note").count() == 2


def test_the_same_words_to_somebody_else_are_shown_before_they_go_out_again(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    cast.act("amy", ticket, "add_watcher", person=cast.kay)
    sent = {"mode": "reply", "text": "Please restart it", "seen": Ticket.objects.get(pk=ticket.pk).timeline_length}
    write(browse("amy"), ticket, to=["", cast.rita.pk], **sent)
    answer = write(browse("amy"), ticket, to=["", cast.kay.pk], **sent)
    assert answer.status_code == 409
    assert "story-news" in answer.content.decode()
    assert Entry.objects.filter(record=ticket.timeline, verb="reply").count() == 1


def test_an_empty_text_is_refused(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    assert write(browse("amy"), ticket, mode="reply", text="  ").status_code == 422
    assert last(ticket).verb == "claim"


def test_a_blocked_file_keeps_the_text(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    file = SimpleUploadedFile("tool.exe", b"MZ")
    answer = write(browse("amy"), ticket, mode="note", text="Run this", files=[file])
    assert answer.status_code == 422
    assert "Run this" in answer.content.decode()
    assert "tool.exe" in text_of(answer)


def test_files_go_with_the_text(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    write(browse("amy"), ticket, mode="reply", text="See", files=[SimpleUploadedFile("guide.txt", b"open it")])
    assert last(ticket).details["files"][0]["name"] == "guide.txt"


def test_without_scripts_it_leads_back_to_the_ticket(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    answer = browse("amy").post(f"/tickets/{ticket.pk}/composer", {"mode": "reply", "text": "Done"})
    assert answer["Location"] == f"/tickets/{ticket.pk}#composer"


def test_whoever_only_reads_may_note_and_not_reply(cast: Cast, browse: Browse) -> None:
    ticket = cast.ticket()
    client = browse("sam")
    assert 'value="reply"' not in client.get(f"/tickets/{ticket.pk}").content.decode()
    assert write(client, ticket, mode="reply", text="Hello").status_code == 403
    assert write(client, ticket, mode="note", text="Hello").status_code == 200


def test_what_is_written_with_marks_is_drawn_for_everybody(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    client = browse("amy")
    picture = SimpleUploadedFile("screen.png", PNG)
    text = "请**重启**后再试\n![screen.png](screen.png) ![other.png](other.png) <b>"
    write(client, ticket, mode="reply", text=text, format="marks", files=[picture])
    file = Attachment.objects.get(record=ticket.timeline)
    for page in (client.get(f"/tickets/{ticket.pk}"), browse("rita").get(f"/portal/tickets/{ticket.pk}")):
        shown = page.content.decode()
        assert "请<strong>重启</strong>后再试<br>" in shown
        assert shown.count(f'src="/files/{file.pk}"') == 1
        assert '<span class="fw-picture-missing">other.png</span> &lt;b&gt;' in shown
    assert list(findings()) == []


def test_a_picture_of_another_ticket_is_only_named(cast: Cast, browse: Browse) -> None:
    other = cast.act("amy", cast.ticket(), "claim")
    write(browse("amy"), other, mode="note", text="See", files=[SimpleUploadedFile("secret.png", PNG)])
    pk = Attachment.objects.get(record=other.timeline).pk
    ticket = cast.act("amy", cast.ticket(), "claim")
    write(browse("amy"), ticket, mode="reply", text=f"![secret.png](secret.png) ![x](/files/{pk})", format="marks")
    shown = browse("rita").get(f"/portal/tickets/{ticket.pk}").content.decode()
    assert f'/files/{pk}"' not in shown
    assert "secret.png</span>" in shown


def test_text_without_the_choice_is_meant_letter_by_letter(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    write(browse("amy"), ticket, mode="reply", text="run **this** now")
    cast.act("rita", ticket, "say", text="it says **error**")
    page = browse("amy").get(f"/tickets/{ticket.pk}").content.decode()
    assert "run **this** now" in page
    assert "it says **error**" in page


def test_a_preview_shows_what_will_be_shown(cast: Cast, browse: Browse) -> None:
    ticket = cast.act("amy", cast.ticket(), "claim")
    address = f"/tickets/{ticket.pk}/composer/preview"
    assert "<strong>x</strong>" in browse("amy").post(address, {"text": "**x** \x00"}).content.decode()
    assert browse("otto").post(address, {"text": "x"}).status_code in {403, 404}
    assert browse("amy").get(address).status_code == 405
    assert browse("amy").post("/tickets/1/composer/preview", {"text": "x"}).status_code == 404
