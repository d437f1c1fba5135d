from django.apps import AppConfig
from django.db.models.signals import post_migrate


class IncidentsConfig(AppConfig):
    name = "fuwutai.incidents"
    label = "incidents"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.core import facts, navigation, pages  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.incidents import kinds  # noqa: PLC0415
        from fuwutai.incidents.major import (  # noqa: PLC0415
            defaults,
            listeners,
            menus,
            notices,
            permissions,
            tasks,
        )
        from fuwutai.incidents.major.pages import place  # noqa: PLC0415
        from fuwutai.tickets.facts import TicketActed, TicketLogged  # noqa: PLC0415
        from fuwutai.tickets.pages import places  # noqa: PLC0415

        kinds.register()
        places.add(place.of_ticket)
        permissions.declare()
        notices.declare()
        pages.extend(notices.extend)
        navigation.add("rail", *menus.RAIL)
        navigation.add("settings", *menus.SETTINGS)
        facts.listen(TicketLogged, listeners.ticket_logged)
        facts.listen(TicketActed, listeners.ticket_acted)
        schedule.repeat(tasks.sound_alarms, cron="* * * * *")
        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="incidents.defaults")
