"""The sign of each state and channel. Icon names stand here in full so that the front-end build finds them."""

from dataclasses import dataclass

from fuwutai.tickets.choices import Channel, State


@dataclass(frozen=True)
class Look:
    """`tone` as in ui/state.html: "" in work, waiting, done, stopped."""

    icon: str
    tone: str = ""


OF_STATE = {
    State.NEW: Look(icon="inbox"),
    State.DISPATCHED: Look(icon="circle-dotted"),
    State.IN_PROGRESS: Look(icon="circle-half-2"),
    State.WAITING: Look(icon="player-pause", tone="waiting"),
    State.RETURNED: Look(icon="arrow-back-up"),
    State.RESOLVED: Look(icon="circle-check", tone="done"),
    State.CLOSED: Look(icon="archive", tone="stopped"),
    State.CANCELLED: Look(icon="circle-x", tone="stopped"),
    State.MERGED: Look(icon="git-merge", tone="stopped"),
}
OF_CHANNEL = {
    Channel.WEB: Look(icon="world"),
    Channel.MAIL: Look(icon="mail"),
    Channel.PHONE: Look(icon="phone"),
    Channel.WALK_IN: Look(icon="walk"),
    Channel.PAPER: Look(icon="file-text"),
    Channel.CHAT: Look(icon="message-circle"),
    Channel.API: Look(icon="api"),
    Channel.MONITORING: Look(icon="activity"),
}
VISIT = Look(icon="calendar-event")
ON_SITE = Look(icon="map-pin")
SOLVED = Look(icon="circle-check")
NOT_SOLVED = Look(icon="thumb-down")
