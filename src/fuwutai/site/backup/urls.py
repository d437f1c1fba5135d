from django.urls import path

from fuwutai.site.backup import views

app_name = "backup"
urlpatterns = [path("", views.plan, name="plan")]
