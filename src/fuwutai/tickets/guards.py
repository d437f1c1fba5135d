"""What other apps ask of tickets without knowing them."""

from uuid import UUID

from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions


def sees_files(actor: Actor, record: UUID) -> bool | None:
    """Whether the actor may read all files of the ticket with this timeline, only public ones, or none."""
    ticket = permissions.visible(actor).select_related("organisation").filter(timeline=record).first()
    return permissions.sees_internal(actor, ticket) if ticket else None
