import pytest
from django.utils import translation

from fuwutai.notices import kinds, tasks, transports, words
from fuwutai.notices.models import Delivery, Notice
from fuwutai.site.tests.cast import Cast


def test_a_mail_says_what_was_written(cast: Cast) -> None:
    kind = kinds.get("ticket.replied")
    notice = Notice(person=cast.rita, kind=kind.key)
    notice.data_json = '{"number": 7, "title": "R&D <7>", "text": "it\'s \\"done\\" & tested", "by": "O\'Hara"}'
    said = words.of(notice, language="en")
    assert said.subject == "[#7] R&D <7>"
    assert said.line == "O'Hara: it's \"done\" & tested"
    assert 'it\'s "done" & tested' in said.body


def test_nothing_said_leaves_no_gap(cast: Cast) -> None:
    notice = Notice(person=cast.rita, kind="ticket.cancelled")
    notice.data_json = '{"number": 7, "title": "VPN", "text": "", "by": "Amy"}'
    assert "\n\n\n" not in words.of(notice, language="en").body


def test_every_subject_is_one_sentence_for_the_translator(cast: Cast) -> None:
    """Chinese puts no space behind its colon, so the title must stand within the translated words."""
    notice = Notice(person=cast.rita, kind="ticket.closed")
    notice.data_json = '{"number": 7, "title": "VPN", "text": "", "by": "Amy"}'
    subject = words.of(notice, language="en").subject
    assert subject == "[#7] Closed: VPN"
    with translation.override("zh-hans"):
        assert words.of(notice).subject.startswith("[#7] ")


def test_why_it_was_not_sent_is_said_in_the_readers_language(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.ticket()
    monkeypatch.setattr(transports, "_ways", {})
    delivery = Delivery.objects.get(notice__kind="ticket.logged")
    tasks.deliver.func(str(delivery.pk))
    delivery.refresh_from_db()
    with translation.override("en"):
        assert words.why_lost(delivery).startswith("Nothing is set up to send this way.")
