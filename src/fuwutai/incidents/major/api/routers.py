from ninja import Router

MAJOR = Router(tags=["Major incidents"])
UPDATE_TEMPLATES = Router(tags=["Major incidents"])
