from django.urls import path

from fuwutai.rules import views

app_name = "rules"
urlpatterns = [
    path("<slug:catalogue>/trial", views.trial, name="trial"),
    path("<slug:catalogue>/row", views.row, name="row"),
    path("<slug:catalogue>/count", views.count, name="count"),
    path("<slug:catalogue>/fields/<slug:field>/found", views.found, name="found"),
]
