"""People and what groups them by program, through the same forms, services and refusals as the pages."""

from fuwutai.people.api import me, persons, roles, structure
from fuwutai.people.api.routers import ME, PERSONS, ROLES, STRUCTURE

__all__ = ["ME", "PERSONS", "ROLES", "STRUCTURE", "me", "persons", "roles", "structure"]
