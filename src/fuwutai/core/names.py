"""Names that administrators give, in each language the product speaks."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# A reader whose language has no name gets the nearest one that was filled in.
_NEAREST = {
    "zh-hans": ("zh_hans", "zh_hant", "en"),
    "zh-hant": ("zh_hant", "zh_hans", "en"),
    "en": ("en", "zh_hans", "zh_hant"),
}


class Named(models.Model):
    """A record whose `name` is read in the reader's language."""

    name_zh_hans = models.CharField(_("Name (Simplified Chinese)"), max_length=120, blank=True)
    name_zh_hant = models.CharField(_("Name (Traditional Chinese)"), max_length=120, blank=True)
    name_en = models.CharField(_("Name (English)"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_in(get_language() or "zh-hans")

    def name_in(self, language: str) -> str:
        """The name in `language` (`zh-hans`, `zh-hant`, `en`), or in the nearest language that has one."""
        return nearest(self.names, language)

    @property
    def names(self) -> dict[str, str]:
        """Every name that was filled in, by language (`zh_hans`, `zh_hant`, `en`), as histories keep them."""
        given = {suffix: getattr(self, f"name_{suffix}") for suffix in _NEAREST["zh-hans"]}
        return {suffix: name for suffix, name in given.items() if name}


def nearest(names: Mapping[str, str], language: str = "") -> str:
    """The one of `names` for a reader of `language`, by default that of the page or mail; "" when there is none."""
    wanted = (language or get_language() or "zh-hans").lower()
    return next((names[suffix] for suffix in _NEAREST.get(wanted, _NEAREST["zh-hans"]) if names.get(suffix)), "")


def told(kept: object) -> str:
    """The name in what a history keeps of a record: as it was then, in the reader's language.

    Entries written before names were kept in every language have only the one in the language of whoever acted.
    """
    if isinstance(kept, Mapping):
        return nearest(kept.get("names") or {}) or str(kept.get("name", ""))
    return str(kept or "")
