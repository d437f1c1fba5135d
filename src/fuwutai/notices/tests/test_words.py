from fuwutai.notices import kinds, words
from fuwutai.notices.models import Notice
from fuwutai.site.tests.cast import Cast


def test_a_mail_says_what_was_written(cast: Cast) -> None:
    kind = kinds.get("ticket.replied")
    notice = Notice(person=cast.rita, kind=kind.key)
    notice.data_json = '{"number": 7, "title": "R&D <7>", "text": "it\'s \\"done\\" & tested", "by": "O\'Hara"}'
    said = words.of(notice, language="en")
    assert said.subject == "[#7] R&D <7>"
    assert said.line == "O'Hara: it's \"done\" & tested"
    assert 'it\'s "done" & tested' in said.body
