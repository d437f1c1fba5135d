"""What programs can do with major incidents: everything that their pages can."""

from fuwutai.incidents.major.api import configuration, inside, reviews, rooms
from fuwutai.incidents.major.api.routers import MAJOR, UPDATE_TEMPLATES

__all__ = ["MAJOR", "UPDATE_TEMPLATES", "configuration", "inside", "reviews", "rooms"]
