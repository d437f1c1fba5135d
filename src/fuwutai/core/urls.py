from django.urls import path

from fuwutai.core import views

app_name = "core"
urlpatterns = [
    path("jobs/", views.board, name="jobs"),
    path("jobs/restart", views.restart, name="jobs-restart"),
    path("changes/", views.changed_settings, name="changes"),
]
