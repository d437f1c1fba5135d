from allauth.account.auth_backends import AuthenticationBackend

from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.models import Account


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Account | None:
        """The account with its person and organisation in one query; it is asked for on every request."""
        account = _WHO_ASKS.first(account=int(user_id))
        return account if account and account.is_active and account.person.active else None


_WHO_ASKS = Prepared(
    lambda: Account.objects.select_related("person__organisation", "person__site").filter(pk=Given("account"))
)
