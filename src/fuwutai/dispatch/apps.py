from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "fuwutai.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.calendars.facts import CalendarChanged  # noqa: PLC0415
        from fuwutai.core import facts, navigation  # noqa: PLC0415
        from fuwutai.core.configuration import changes  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.dispatch import exports, listeners, menus, notices, roles, tasks  # noqa: PLC0415
        from fuwutai.dispatch.models import DispatchRule  # noqa: PLC0415
        from fuwutai.dispatch.services import deciding  # noqa: PLC0415
        from fuwutai.people import permissions  # noqa: PLC0415
        from fuwutai.people.facts import PersonsMerged  # noqa: PLC0415
        from fuwutai.rules import pages as rules  # noqa: PLC0415
        from fuwutai.tickets import causes  # noqa: PLC0415
        from fuwutai.tickets.facts import TicketActed, TicketLogged  # noqa: PLC0415

        permissions.declare(roles.PERMISSIONS)
        notices.declare()
        exports.declare()
        navigation.add("settings", *menus.SETTINGS)
        changes.read(DispatchRule, conditions_json=rules.traced("tickets"))
        causes.declare(*deciding.CAUSES)
        facts.listen(TicketLogged, listeners.ticket_logged)
        facts.listen(TicketActed, listeners.ticket_acted)
        facts.listen(CalendarChanged, listeners.calendar_changed)
        facts.listen(PersonsMerged, listeners.persons_merged)
        schedule.repeat(tasks.staff_all, cron="*/2 * * * *")
        schedule.repeat(tasks.look, cron="* * * * *")
