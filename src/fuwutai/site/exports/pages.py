"""What templates know of exports."""

from jinja2 import Environment

from fuwutai.site.exports import declared


def extend(environment: Environment) -> None:
    """`export_formats(key)` are the formats that the menu of a list offers."""
    environment.globals["export_formats"] = declared.formats
