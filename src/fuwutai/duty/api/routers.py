"""The parts of the API that rosters bring; the modules beside this one declare their operations on them."""

from ninja import Router

DUTY = Router(tags=["Duty"])
