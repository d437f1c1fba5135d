"""Icons and tones of a room's states."""

from dataclasses import dataclass

from fuwutai.incidents.major.choices import RoomState


@dataclass(frozen=True)
class Look:
    icon: str
    tone: str = ""


OF_STATE = {
    RoomState.DECLARED: Look(icon="urgent", tone="bad"),
    RoomState.CONFIRMED: Look(icon="flame", tone="bad"),
    RoomState.STOOD_DOWN: Look(icon="circle-x"),
    RoomState.OVER: Look(icon="circle-check", tone="warn"),
    RoomState.REVIEWED: Look(icon="circle-check", tone="ok"),
}
OF_ENTRY = {
    "open": Look(icon="urgent", tone="bad"),
    "confirm": Look(icon="gavel", tone="bad"),
    "stand_down": Look(icon="circle-x"),
    "end": Look(icon="circle-check", tone="ok"),
    "rhythm": Look(icon="clock"),
    "call_in": Look(icon="phone-call"),
    "part": Look(icon="user-cog"),
    "arrive": Look(icon="door-enter"),
    "leave": Look(icon="door-exit"),
    "alarm": Look(icon="bell-ringing", tone="warn"),
    "gather": Look(icon="subtask"),
    "move": Look(icon="git-merge"),
    "review": Look(icon="file-text"),
    "reviewed": Look(icon="circle-check", tone="ok"),
    "find": Look(icon="bulb"),
    "settle": Look(icon="checkbox"),
}
