"""The parts of the API that people bring; the modules beside this one declare their operations on them."""

from ninja import Router

ME = Router(tags=["Me"])
PERSONS = Router(tags=["Persons"])
STRUCTURE = Router(tags=["Organisations and teams"])
ROLES = Router(tags=["Roles"])
IMPORTS = Router(tags=["Imports"])
