"""The part of the API that service levels bring; the modules beside this one declare their operations on it."""

from ninja import Router

SERVICE_LEVELS = Router(tags=["Service levels"])
