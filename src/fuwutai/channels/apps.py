from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "fuwutai.channels"
    label = "channels"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.channels import exports, letters, menus, permissions, sending, tasks  # noqa: PLC0415
        from fuwutai.channels.gateways import queries as gateways  # noqa: PLC0415
        from fuwutai.channels.gateways import sending as texting  # noqa: PLC0415
        from fuwutai.channels.gateways.choices import GatewayKind  # noqa: PLC0415
        from fuwutai.channels.mailboxes import smtp_in, watching  # noqa: PLC0415
        from fuwutai.core import background, navigation  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.notices import rooms, transports  # noqa: PLC0415
        from fuwutai.notices.choices import Channel as Way  # noqa: PLC0415
        from fuwutai.people.choices import AddressKind  # noqa: PLC0415
        from fuwutai.tickets.choices import Channel  # noqa: PLC0415
        from fuwutai.tickets.services import contacts  # noqa: PLC0415

        permissions.declare_all()
        exports.declare()
        navigation.add("rail", *menus.RAIL)
        navigation.add("settings", *menus.SETTINGS)
        menus.name_changes()
        contacts.register(Channel.MAIL, letters.understand)
        transports.register(Way.MAIL, sending.send, reaches=lambda: (AddressKind.EMAIL,))
        transports.register(Way.SMS, texting.send_sms, reaches=lambda: gateways.reached_by(GatewayKind.SMS))
        transports.register(Way.IM, texting.send_chat, reaches=lambda: gateways.reached_by(GatewayKind.IM))
        transports.register_plain(sending.send_plain)
        rooms.register(gateways.listed_rooms)
        schedule.repeat(tasks.keep_mailboxes_allowed, cron="10 5 * * 1")
        background.add("mailboxes", watching.run_forever)
        background.add("smtp", smtp_in.run_forever)
