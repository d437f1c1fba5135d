"""Translations without system tools: collect texts, compile them, and check that nothing is left untranslated.

python tools/messages.py collect    read src, update locale/*/LC_MESSAGES/django.po
python tools/messages.py hant       fill empty Traditional entries from Simplified ones, as a first draft to be read
python tools/messages.py compile    write the .mo files that the product reads
python tools/messages.py check      fail, naming them, if a text is missing, empty, fuzzy or breaks its placeholders
"""

import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "fuwutai"
LANGUAGES = ("zh_Hans", "zh_Hant")
TAIWAN = Path(__file__).with_name("taiwan.txt")
METHODS = [("**/tests/**", "ignore"), ("**/migrations/**", "ignore"), ("**.py", "python"), ("**/jinja2/**", "jinja2")]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None, "gettext_noop": None, "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
OPTIONS = {
    "**/jinja2/**": {
        "trimmed": "true", "silent": "false", "newstyle_gettext": "true",
        "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
    },
}  # fmt: skip
# Texts of Django and allauth that our readers see often and that their own catalogs say clumsily; ours come first.
BORROWED: tuple[str | tuple[str, str], ...] = (
    "Enter a valid email address.", "Enter a valid date.", "Enter a valid date/time.", "Enter a valid URL.",
    "Enter a whole number.", "Enter a number.",
    "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    "Select a valid choice. That choice is not one of the available choices.",
    "Select a valid choice. %(value)s is not one of the available choices.",
    "Ensure this value is less than or equal to %(limit_value)s.",
    "Ensure this value is greater than or equal to %(limit_value)s.",
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    "%(model_name)s with this %(field_label)s already exists.", "Null characters are not allowed.",
    "No file was submitted.", "The submitted file is empty.", "The two password fields didn’t match.",
    (
        "This password is too short. It must contain at least %(min_length)d character.",
        "This password is too short. It must contain at least %(min_length)d characters.",
    ),
    (
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    "The password is too similar to the %(verbose_name)s.",
    "Your password can’t be too similar to your other personal information.",
    "This password is too common.", "Your password can’t be a commonly used password.",
    "This password is entirely numeric.", "Your password can’t be entirely numeric.",
    "Please type your current password.", "Incorrect password.", "You must type the same password each time.",
    "New Password (again)", "Current Password",
)  # fmt: skip
# Not model_name: what Django puts there is no text for people, so a translation may leave it out.
_PLACEHOLDER = re.compile(r"%\((?!model_name)\w+\)[sdf]|%[sd]")


def path_of(language: str) -> Path:
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def texts() -> Catalog:
    """Every text in the code and the templates, without line numbers: they would change with every commit."""
    catalog = Catalog(project="Fuwutai", copyright_holder="the Fuwutai authors", fuzzy=False)
    found = extract_from_dir(SOURCE, METHODS, OPTIONS, keywords=KEYWORDS)
    for file, _line, message, _comments, context in found:
        catalog.add(message, locations=[(file, 0)], context=context)
    for text in BORROWED:
        catalog.add(text)
    return catalog


def read(language: str) -> Catalog:
    path = path_of(language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=language)
    catalog.fuzzy = False
    catalog.header_comment = "# The texts of Fuwutai; tools/messages.py keeps this file."
    return catalog


def write(catalog: Catalog, language: str) -> None:
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=False, sort_output=True, no_location=True, ignore_obsolete=True)
    # Names that nobody has, and dates that would make every collection a change.
    nobody = rb'"(Project-Id|Report-Msgid|POT-C|PO-R|Last-T|Language-T|Generated-By)[^\n]*\n'
    path.write_bytes(re.sub(nobody, b"", body.getvalue()))


def collect() -> int:
    template = texts()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        write(catalog, language)
        print(f"{language}: {len(catalog)} texts, {sum(1 for _ in empty(catalog))} to translate")
    return 0


def hant() -> int:
    from opencc import OpenCC

    convert = OpenCC("s2twp").convert
    lines = TAIWAN.read_text(encoding="utf-8").splitlines()
    corrections = [line.split(" ") for line in lines if line and not line.startswith("#")]

    def draft(text: str) -> str:
        text = convert(text)
        for chosen, said in corrections:
            text = text.replace(chosen, said)
        return text

    simplified, traditional = read("zh_Hans"), read("zh_Hant")
    filled = 0
    for message in traditional:
        known = simplified.get(message.id, message.context) if message.id and is_empty(message) else None
        if known and known.string and not is_empty(known):
            strings = known.string
            message.string = draft(strings) if isinstance(strings, str) else tuple(map(draft, strings))
            filled += 1
    write(traditional, "zh_Hant")
    print(f"zh_Hant: {filled} filled")
    return 0


def compile_() -> int:
    for language in LANGUAGES:
        with path_of(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(language))
    return 0


def check() -> int:
    """Complain about everything a reader would notice; returns the exit status."""
    template = texts()
    complaints = []
    for language in LANGUAGES:
        catalog = read(language)
        for message in template:
            if not message.id:
                continue
            known = catalog.get(message.id, message.context)
            if known is None or is_empty(known):
                complaints.append(f"{language}: not translated: {message.id!r}")
            elif known.fuzzy:
                complaints.append(f"{language}: fuzzy: {message.id!r}")
            elif placeholders(message.id) != placeholders(known.string or ""):
                complaints.append(f"{language}: placeholders differ: {message.id!r} -> {known.string!r}")
    print("\n".join(complaints) or f"{len(template)} texts, all translated.")
    return 1 if complaints else 0


def empty(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id and is_empty(message))


def is_empty(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return not all(strings)


def placeholders(text: str | Sequence[str]) -> set[str]:
    """The placeholders of a text; of plural forms those of the last, as Chinese has only one form."""
    last = text if isinstance(text, str) else text[-1]
    return {match.group() for match in _PLACEHOLDER.finditer(last)}


if __name__ == "__main__":
    sys.exit({"collect": collect, "hant": hant, "compile": compile_, "check": check}[sys.argv[1]]())
