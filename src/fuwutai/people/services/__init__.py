"""Changes to people and to what groups them. Each returns the record as it is now.

What is done on somebody's behalf takes that `actor` first, asks whether they may, and leaves a trace in the changes
of settings; the rest is for the product itself (mail that names a stranger, the first start, the demo company).
Refusals are `Invalid` with the field named, `Forbidden`, or `Conflict`.
"""

from fuwutai.people.services.accounts import allow_sign_in, close_account, open_account, send_password_mail
from fuwutai.people.services.merging import merge
from fuwutai.people.services.persons import edit_person, meet, save_person, set_key_user_of, set_person_active
from fuwutai.people.services.roles import (
    give_role,
    hold_role,
    remove_role,
    save_role,
    set_grants,
    take_role,
)
from fuwutai.people.services.structure import save_department, save_organisation, save_site
from fuwutai.people.services.teams import join_team, save_team, set_members
from fuwutai.people.services.tokens import issue_token, revoke_token, token_digest

__all__ = [
    "allow_sign_in", "close_account", "edit_person", "give_role", "hold_role", "issue_token", "join_team", "meet",
    "merge", "open_account", "remove_role", "revoke_token", "save_department", "save_organisation", "save_person",
    "save_role", "save_site", "save_team", "send_password_mail", "set_grants", "set_key_user_of", "set_members",
    "set_person_active", "take_role", "token_digest",
]  # fmt: skip
