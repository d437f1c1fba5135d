from django.urls import path

from fuwutai.site.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.exports, name="list"),
    path("fuwutai.xesext", views.xes_extension, name="xes"),
    path("<uuid:pk>", views.download, name="download"),
    path("<slug:key>/<str:ending>", views.make, name="make"),
]
