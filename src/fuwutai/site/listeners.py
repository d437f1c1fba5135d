from fuwutai.live import services as live
from fuwutai.notices.facts import BellRang


def bell_rang(fact: BellRang) -> None:
    live.tell(f"notices:{person}" for person in fact.persons)
