"""The address book of the whole product."""

from django.urls import include, path

from fuwutai.site import views
from fuwutai.site.api import api

urlpatterns = [
    path("", views.home, name="home"),
    path("now", views.now, name="now"),
    path("tickets/", include("fuwutai.tickets.urls")),
    path("incidents/major/", include("fuwutai.incidents.major.urls")),
    path("portal/", include("fuwutai.portal.urls")),
    path("people/", include("fuwutai.people.urls")),
    path("system/", include("fuwutai.core.urls")),
    path("notices/", include("fuwutai.notices.urls")),
    path("channels/", include("fuwutai.channels.urls")),
    path("working-time/", include("fuwutai.calendars.urls")),
    path("service-levels/", include("fuwutai.service_levels.urls")),
    path("history/", include("fuwutai.history.urls")),
    path("duty/", include("fuwutai.duty.urls")),
    path("rules/", include("fuwutai.rules.urls")),
    path("dispatch/", include("fuwutai.dispatch.urls")),
    path("live/", include("fuwutai.live.urls")),
    path("search/", include("fuwutai.search.urls")),
    path("opinions/", include("fuwutai.portal.desk_urls")),
    path("suggestions/", include("fuwutai.suggestions.urls")),
    path("workspace/", include("fuwutai.workspace.urls")),
    path("files/", include("fuwutai.files.urls")),
    path("exports/", include("fuwutai.site.exports.urls")),
    path("system/backups/", include("fuwutai.site.backup.urls")),
    path("api/v1/", api.urls),
    path("account/", include("fuwutai.people.account_urls")),
    path("language/", include("django.conf.urls.i18n")),
]
# The library that signs people in calls it after too many attempts.
handler400 = "fuwutai.core.broken.not_for_us"
handler429 = "fuwutai.people.views.limits.too_many"
handler500 = "fuwutai.core.broken.answer"
handler404 = "fuwutai.core.refusals.not_found"
