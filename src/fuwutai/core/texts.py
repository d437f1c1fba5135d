"""The type of a text that is translated when it is read."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The stubs know lazy texts as something that a form takes for a string; at run time they are promises.
    from django.utils.functional import _StrPromise as LazyText
else:
    from django.utils.functional import Promise as LazyText

__all__ = ["LazyText"]
