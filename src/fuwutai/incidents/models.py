"""Where Django looks for the tables of this app."""

from fuwutai.incidents.major.models import Finding, MajorIncident, Review, Seat, Told, Update, UpdateTemplate

__all__ = ["Finding", "MajorIncident", "Review", "Seat", "Told", "Update", "UpdateTemplate"]
