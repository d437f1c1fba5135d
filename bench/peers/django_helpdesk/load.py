"""Fills the database with tickets as large as ours: `python load.py 10000`. Prints what is asked with."""

import json
import sys
from datetime import timedelta
from random import Random

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - once Django is set up
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket, UserSettings  # noqa: E402
from helpdesk.query import query_to_base64  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402

_WORDS = {"all": "", "common": "VPN"}
_TITLES = ("在家连不到 VPN", "打印机卡纸", "忘记密码，账号被锁", "Laptop very slow since the update", "会议室投屏黑屏")
_TEXT = "从今天早上开始就这样，重启电脑后仍然一样，昨天还能用，十点要开会，请尽快看一下。隔壁工位也有同样的情况。\n"


def main(size: int) -> None:
    dice = Random(7)  # noqa: S311
    agents = [User(username=f"agent{number}", is_staff=True, is_superuser=number == 0) for number in range(200)]
    User.objects.bulk_create(agents)
    UserSettings.objects.get_or_create(user=User.objects.get(username="agent0"))
    queues = [Queue.objects.create(title=f"Group {number}", slug=f"group-{number}") for number in range(17)]
    ends = timezone.now()
    for first in range(0, size, 2_000):
        tickets = [_ticket(number, size, queues, agents, ends, dice) for number in range(first, first + 2_000)]
        made = Ticket.objects.bulk_create(tickets)
        FollowUp.objects.bulk_create(
            [
                FollowUp(
                    ticket=ticket, title="Comment", comment=_TEXT, public=each % 2 == 0, user=dice.choice(agents),
                    date=ticket.created,
                )
                for ticket in made
                for each in range(6)
            ]
        )  # fmt: skip
    client = Client()
    client.force_login(User.objects.get(username="agent0"))
    token = Token.objects.create(user=User.objects.get(username="agent0"))
    words = {name: query_to_base64({"filtering": {}, "search_string": word}) for name, word in _WORDS.items()}
    print(json.dumps({"cookie": client.cookies["sessionid"].value, "token": token.key, **words}))


def _ticket(number, size, queues, agents, ends, dice):
    is_open = number >= size - 5_000
    return Ticket(
        queue=dice.choice(queues), title=dice.choice(_TITLES), description=_TEXT * dice.randint(1, 4),
        submitter_email=f"requester{number % 2000}@example.com", priority=dice.randint(1, 5),
        status=Ticket.OPEN_STATUS if is_open else Ticket.CLOSED_STATUS, assigned_to=dice.choice(agents),
        created=ends - timedelta(seconds=254 * (size - number)), modified=ends, secret_key=f"{number:08x}",
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
