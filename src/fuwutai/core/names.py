"""Names that administrators give, in each language the product speaks."""

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
        for suffix in _NEAREST.get(language.lower(), _NEAREST["zh-hans"]):
            name: str = getattr(self, f"name_{suffix}")
            if name:
                return name
        return ""
