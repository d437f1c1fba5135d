"""Addresses in the workspace: what is made of what requesters say in the portal."""

from django.urls import path

from fuwutai.portal.views import opinions

app_name = "opinions"
urlpatterns = [path("", opinions.figures, name="figures")]
