"""Why a row, or a cell of it, is refused. Kept as a key and what it is about, said in the reader's language."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.texts import LazyText

SENTENCES: dict[str, LazyText] = {
    "no_name": _("There is no name."),
    "unreadable": _("It holds characters that can't be read. Is the encoding right?"),
    "too_long": _("“%s” is too long."),
    "unknown_organisation": _("There is no organisation “%s”."),
    "ambiguous_organisation": _("Several organisations are called “%s”; use the code."),
    "no_organisation": _("It is not said to which organisation this person belongs."),
    "beyond_reach": _("You may not import people of %s."),
    "unknown_department": _("There is no department “%s”. Add it, or let the import add what is missing."),
    "ambiguous_department": _("Several departments are called “%s”; write the whole path, or use the code."),
    "department_elsewhere": _("“%s” is no department of the organisation this person belongs to."),
    "unknown_site": _("There is no site “%s”."),
    "ambiguous_site": _("Several sites are called “%s”."),
    "unknown_level": _("“%s” is no service level. Write normal, VIP or super VIP."),
    "unknown_language": _("“%s” is no language we speak."),
    "unknown_active": _("“%s” says neither yes nor no."),
    "bad_mail": _("“%s” is no mail address."),
    "mail_taken": _("“%s” belongs to somebody else."),
    "mail_twice": _("“%s” already stands in line %s."),
    "bad_number": _("“%s” is no number one can call."),
    "namesake": _(
        "%s is there already, with the mail address %s. If it is the same person, give the staff number too."
    ),
    "several_match": _("Several people fit: %s. Give the staff number or the mail address."),
    "already_described": _("Line %s already describes this person."),
    "other_staff_number": _("The mail address belongs to %s, who has the staff number %s."),
    "same_name_twice": _("Line %s has the same name and department, and nothing tells the two apart."),
    "clash": _("Somebody else changed this person at the same moment. Import the file once more."),
    "may_do_more": _("%s may do more than you, so only an administrator changes how they are reached."),
    "holds_roles": _("%s holds roles or can sign in. Let them leave on their own page."),
}


def say(key: str, about: list[str]) -> str:
    """The sentence for a reason."""
    sentence = str(SENTENCES[key])
    return sentence % tuple(about) if about else sentence
