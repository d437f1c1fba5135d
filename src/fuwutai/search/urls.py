from django.urls import path

from fuwutai.search import views

app_name = "search"
urlpatterns = [
    path("", views.find, name="find"),
    path("palette", views.palette, name="palette"),
    path("index", views.index, name="index"),
    path("index/rebuild", views.rebuild, name="rebuild"),
]
