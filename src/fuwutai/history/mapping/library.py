"""The mappings that come with the product."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Shipped:
    """`note` is the first comment of the file: what it is for."""

    key: str
    note: str
    text: str


@cache
def shipped() -> dict[str, Shipped]:
    """All mappings of the package, by key."""
    found = {}
    for file in sorted(files(__package__).joinpath("shipped").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            text = file.read_text(encoding="utf-8")
            key = file.name.removesuffix(".yaml")
            found[key] = Shipped(key, text.split("\n", 1)[0].removeprefix("# "), text)
    return found
