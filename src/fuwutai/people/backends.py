from allauth.account.auth_backends import AuthenticationBackend

from fuwutai.people.models import Account


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: int) -> Account | None:
        """The account with its person and organisation in one query; it is asked for on every request."""
        account = Account.objects.select_related("person__organisation", "person__site").filter(pk=user_id).first()
        return account if account and account.is_active and account.person.active else None
