"""Service levels by program, through the same forms and services as the pages."""

from fuwutai.service_levels.api import agreements, back_tests, plans
from fuwutai.service_levels.api.routers import SERVICE_LEVELS

__all__ = ["SERVICE_LEVELS", "agreements", "back_tests", "plans"]
