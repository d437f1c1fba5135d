"""A date in an address, within years that calendars can show."""

from datetime import date

from django.urls import register_converter


class DayConverter:
    regex = r"20[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


register_converter(DayConverter, "calendar_day")
