from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TicketsConfig(AppConfig):
    name = "fuwutai.tickets"
    label = "tickets"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.calendars.facts import CalendarChanged  # noqa: PLC0415
        from fuwutai.core import facts, navigation, pages  # noqa: PLC0415
        from fuwutai.core.jobs import schedule  # noqa: PLC0415
        from fuwutai.files import permissions as files  # noqa: PLC0415
        from fuwutai.live import subjects  # noqa: PLC0415
        from fuwutai.notices.facts import NoticeAcknowledged  # noqa: PLC0415
        from fuwutai.people import panels  # noqa: PLC0415
        from fuwutai.people.facts import PersonRenamed, PersonsMerged  # noqa: PLC0415
        from fuwutai.rules import catalogue  # noqa: PLC0415
        from fuwutai.search import kinds, scopes  # noqa: PLC0415
        from fuwutai.service_levels.facts import PromiseBroken, ProposalInForce, ProposalMade, StepReached  # noqa: PLC0415
        from fuwutai.tickets import (  # noqa: PLC0415
            causes,
            conditions,
            defaults,
            exports,
            figures,
            finding,
            guards,
            links,
            listeners,
            menus,
            notices,
            open_pages,
            searching,
            tasks,
        )
        from fuwutai.tickets.facts import TicketActed, TicketLogged  # noqa: PLC0415
        from fuwutai.tickets.grading import lateness  # noqa: PLC0415
        from fuwutai.tickets.promises import escalating, following, moving, weighing  # noqa: PLC0415
        from fuwutai.tickets.services import trying  # noqa: PLC0415

        pages.extend(links.extend)
        files.guard(guards.sees_files)
        notices.declare()
        exports.declare()
        navigation.add("rail", *menus.RAIL)
        navigation.add("settings", *menus.SETTINGS)
        navigation.add("ways", *menus.WAYS)
        menus.name_changes()
        causes.declare(*menus.CAUSES)
        panels.add(figures.of_person)
        facts.listen(PersonsMerged, listeners.persons_merged)
        facts.listen(PromiseBroken, lateness.promise_broken)
        facts.listen(StepReached, escalating.step_reached)
        facts.listen(NoticeAcknowledged, escalating.notice_acknowledged)
        facts.listen(PersonRenamed, listeners.person_renamed)
        scopes.declare(searching.SCOPE)
        kinds.declare(finding.TICKETS)
        catalogue.declare(conditions.TICKETS)
        facts.listen(TicketLogged, searching.changed)
        facts.listen(TicketActed, searching.changed)
        facts.listen(TicketLogged, following.ticket_logged)
        facts.listen(TicketActed, following.ticket_acted)
        subjects.declare("ticket", open_pages.may_follow)
        facts.listen(TicketLogged, open_pages.tell)
        facts.listen(TicketActed, open_pages.tell)
        facts.listen(CalendarChanged, moving.calendar_changed)
        facts.listen(ProposalMade, weighing.proposal_made)
        trying.declare()
        facts.listen(ProposalInForce, moving.agreements_in_force)
        for routine, cron in tasks.ROUTINES:
            schedule.repeat(routine, cron=cron)
        post_migrate.connect(defaults.ensure, sender=self, dispatch_uid="tickets.defaults")
