from django.urls import path

from fuwutai.history import views

app_name = "history"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:pk>", views.one, name="import"),
    path("<int:pk>/mapping", views.mapping, name="mapping"),
    path("<int:pk>/mapping/check", views.mapping_check, name="mapping-check"),
    path("<int:pk>/run", views.run, name="run"),
    path("<int:pk>/stop", views.stop, name="stop"),
    path("<int:pk>/refused.csv", views.refused, name="refused"),
]
