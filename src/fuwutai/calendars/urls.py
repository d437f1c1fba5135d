from django.urls import path

from fuwutai.calendars import converters as converters
from fuwutai.calendars import views
from fuwutai.core.configuration.pages import addresses
from fuwutai.people.doors import staff_required

app_name = "calendars"
urlpatterns = [
    *addresses(views.CALENDARS, door=staff_required),
    path("calendars/<int:pk>", views.calendar, name="calendar"),
    path("calendars/<int:pk>/promise", views.promise, name="promise"),
    path("calendars/<int:pk>/default", views.default, name="default"),
    path("calendars/<int:pk>/days/<calendar_day:day>", views.day, name="day"),
    path("calendars/<int:pk>/days/<calendar_day:day>/removal", views.day_removal, name="day-removal"),
]
