import re

import pytest
from django import forms
from django.template import engines
from jinja2 import Environment

INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|\shx-on|javascript:", re.IGNORECASE)


@pytest.fixture
def templates() -> Environment:
    made: Environment = engines["jinja2"].env  # type: ignore[attr-defined]
    return made


def draw(templates: Environment, source: str, **context: object) -> str:
    return templates.from_string(source).render(**context)


def test_every_template_compiles(templates: Environment) -> None:
    for name in templates.list_templates(extensions=["html"]):
        templates.get_template(name)


def test_no_template_holds_what_the_content_security_policy_forbids(templates: Environment) -> None:
    assert templates.loader
    found = {
        name: hit.group()
        for name in templates.list_templates(extensions=["html"])
        # The body of a mail: mail programs know no style sheets.
        if name != "channels/mail.html"
        if (hit := INLINE.search(templates.loader.get_source(templates, name)[0]))
    }
    assert not found


def test_what_people_wrote_is_shown_as_text_and_never_as_markup(templates: Environment) -> None:
    source = '{% from "ui/row.html" import ticket_row %}{{ ticket_row(row) }}'
    page = draw(templates, source, row={"url": "/t/1", "number": "1", "title": "<img src=x>"})
    assert "&lt;img src=x&gt;" in page
    assert "<img" not in page


def test_a_row_shows_only_what_it_is_given(templates: Environment) -> None:
    source = '{% from "ui/row.html" import ticket_row %}{{ ticket_row(row) }}'
    page = draw(templates, source, row={"url": "/t/1", "number": "204397", "title": "VPN"})
    assert "204397" in page
    assert "fw-clock" not in page
    assert "fw-avatar" not in page


def test_a_paused_clock_shows_its_reason_instead_of_the_time(templates: Environment) -> None:
    source = (
        '{% from "ui/clock.html" import time_left %}{{ time_left("2 h left", "hold", reason="Waiting for approval") }}'
    )
    page = draw(templates, source)
    assert "Waiting for approval" in page
    assert "2 h left" not in page


def test_a_composer_starts_as_a_note_for_somebody_who_may_not_reply(templates: Environment) -> None:
    source = '{% from "ui/composer.html" import composer %}{{ composer("/t/1/notes", "1", may_reply=false) }}'
    page = draw(templates, source)
    assert 'data-mode="note"' in page
    assert 'value="reply"' not in page


def test_a_reply_that_would_reach_nobody_says_so(templates: Environment) -> None:
    source = '{% from "ui/composer.html" import composer %}{{ composer("/t/1/replies", "1", recipients=[]) }}'
    assert "不会通知任何人" in draw(templates, source)


def test_a_refused_field_names_its_error_beside_itself(templates: Environment) -> None:
    class Question(forms.Form):
        title = forms.CharField(help_text="One sentence")

    source = '{% from "ui/form.html" import fields %}{{ fields(form) }}'
    page = draw(templates, source, form=Question({"title": ""}))
    assert 'aria-invalid="true"' in page
    assert 'id="id_title_error"' in page
    assert 'id="id_title_helptext"' in page
