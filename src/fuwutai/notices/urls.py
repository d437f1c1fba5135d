from django.urls import path

from fuwutai.notices.views import bell, preferences, undelivered

app_name = "notices"
urlpatterns = [
    path("", bell.bell, name="list"),
    path("read", bell.read, name="read"),
    path("preferences", preferences.preferences, name="preferences"),
    path("undelivered/", undelivered.undelivered, name="undelivered"),
    path("undelivered/<uuid:pk>/send", undelivered.send_again, name="send_again"),
    path("undelivered/<uuid:pk>/drop", undelivered.drop, name="drop"),
    path("<uuid:pk>", bell.open_notice, name="open"),
]
