"""Reading people: who calls or writes, who is in the directory, who may do what."""

from fuwutai.people.queries.directory import WantedPersons, directory
from fuwutai.people.queries.finding import (
    account_of,
    address_key,
    begins_with,
    find_by_email,
    find_by_number,
    organisation_of_domain,
    search_colleagues,
    search_persons,
)
from fuwutai.people.queries.roles import WantedHolders, holders, permission_groups, ticks

__all__ = [
    "WantedHolders", "WantedPersons", "account_of", "address_key", "begins_with", "directory", "find_by_email",
    "find_by_number", "holders", "organisation_of_domain", "permission_groups", "search_colleagues", "search_persons",
    "ticks",
]  # fmt: skip
