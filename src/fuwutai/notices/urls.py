from django.urls import path

from fuwutai.core.configuration.pages import address
from fuwutai.notices.views import acknowledgement, bell, preferences, undelivered
from fuwutai.people.doors import staff_required

app_name = "notices"
urlpatterns = [
    path("", bell.bell, name="list"),
    path("read", bell.read, name="read"),
    path("arrived", bell.arrived, name="arrived"),
    path("preferences", preferences.preferences, name="preferences"),
    path("quiet-hours", preferences.quiet_hours, name="quiet_hours"),
    address(preferences.STANDARD_HOURS, under="settings/", door=staff_required),
    path("undelivered/", undelivered.undelivered, name="undelivered"),
    path("undelivered/<uuid:pk>/send", undelivered.send_again, name="send_again"),
    path("undelivered/<uuid:pk>/drop", undelivered.drop, name="drop"),
    path("<uuid:pk>/acknowledgement", acknowledgement.acknowledge, name="acknowledge"),
    path("acknowledgement/<str:token>", acknowledgement.by_link, name="acknowledge-by-link"),
    path("<uuid:pk>", bell.open_notice, name="open"),
]
