from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# In the form the card above says which way the mail goes; among changes a name stands alone.
_NAMES_THAT_STAND_ALONE = {
    "in_host": _("Incoming server"),
    "in_port": _("Incoming port"),
    "in_security": _("Incoming security"),
    "in_user": _("Incoming user name"),
    "folder": _("Incoming folder"),
    "out_host": _("Outgoing server"),
    "out_port": _("Outgoing port"),
    "out_security": _("Outgoing security"),
    "out_user": _("Outgoing user name"),
    "pickup_folder": _("Outgoing folder"),
}


class ChannelsConfig(AppConfig):
    name = "fuwutai.channels"
    label = "channels"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.channels import exports, letters, permissions, queries, sending, tasks  # noqa: PLC0415
        from fuwutai.channels.gateways import queries as gateways  # noqa: PLC0415
        from fuwutai.channels.gateways import sending as texting  # noqa: PLC0415
        from fuwutai.channels.gateways.choices import GatewayKind  # noqa: PLC0415
        from fuwutai.channels.gateways.models import Gateway, Room  # noqa: PLC0415
        from fuwutai.channels.mailboxes import smtp_in, watching  # noqa: PLC0415
        from fuwutai.channels.models import Mailbox  # noqa: PLC0415
        from fuwutai.core import background, navigation  # noqa: PLC0415
        from fuwutai.core.configuration import changes  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.core.navigation import Line  # noqa: PLC0415
        from fuwutai.notices import rooms, transports  # noqa: PLC0415
        from fuwutai.notices.choices import Channel as Way  # noqa: PLC0415
        from fuwutai.people.choices import AddressKind  # noqa: PLC0415
        from fuwutai.tickets import lifecycle  # noqa: PLC0415
        from fuwutai.tickets.choices import Channel  # noqa: PLC0415
        from fuwutai.tickets.services import contacts  # noqa: PLC0415

        permissions.declare_all()
        exports.declare()
        contacts.register(Channel.MAIL, letters.understand)
        transports.register(Way.MAIL, sending.send, reaches=lambda: (AddressKind.EMAIL,))
        transports.register(Way.SMS, texting.send_sms, reaches=lambda: gateways.reached_by(GatewayKind.SMS))
        transports.register(Way.IM, texting.send_chat, reaches=lambda: gateways.reached_by(GatewayKind.IM))
        rooms.register(gateways.listed_rooms)
        transports.register_plain(sending.send_plain)
        changes.name(Mailbox, _("Mailbox"), grant=_("Allowed at its provider"), **_NAMES_THAT_STAND_ALONE)
        changes.name(Gateway, _("Gateways"), secret=_("Secret"))
        changes.name(Room, _("Chat rooms"), secret=_("Secret"))
        changes.read(Mailbox, kind=lifecycle.label_of)
        schedule.repeat(tasks.keep_mailboxes_allowed, cron="10 5 * * 1")
        background.add("mailboxes", watching.run_forever)
        background.add("smtp", smtp_in.run_forever)
        navigation.add(
            "settings",
            Line(
                _("Mailboxes"),
                "channels:mailboxes",
                permission="channels.mailboxes",
                group=_("Channels"),
                position=50,
            ),
        )
        for label, view, position in (
            (_("Gateways"), "channels:gateways", 52),
            (_("Chat rooms"), "channels:rooms", 53),
        ):
            line = Line(label, view, permission="channels.gateways", group=_("Channels"), position=position)
            navigation.add("settings", line)
        navigation.add(
            "rail",
            Line(
                _("Quarantine"),
                "channels:contacts",
                icon="shield-exclamation",
                permission="tickets.contacts",
                group=_("Administration"),
                position=82,
                count=queries.count_unsettled,
                hot=True,
            ),
        )
