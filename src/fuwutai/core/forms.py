"""What the forms of every app have in common."""

from django import forms

from fuwutai.core.errors import Refusal


def refuse(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show what a service refused: beside the fields it names, above the form where that has no such field."""
    named = getattr(refusal, "fields", {})
    known = {name: sentences for name, sentences in named.items() if name in form.fields}
    others = [sentence for name, sentences in named.items() if name not in known for sentence in sentences]
    for name, sentences in known.items():
        form.add_error(name, [str(sentence) for sentence in sentences])
    for sentence in dict.fromkeys(map(str, others if known else [refusal.sentence, *others])):
        form.add_error(None, sentence)
