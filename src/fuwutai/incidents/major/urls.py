from django.urls import path

from fuwutai.core.configuration.pages import addresses
from fuwutai.incidents.major.views import configuration, findings, lists, reviews, rooms, sheets, updates
from fuwutai.people.doors import staff_required

app_name = "major"
urlpatterns = [
    path("", lists.everything, name="list"),
    *addresses(configuration.TEMPLATES, under="settings/", door=staff_required),
    path("findings/<int:pk>", findings.settle, name="finding"),
    path("<int:number>", rooms.room, name="room"),
    path("<int:number>/arrival", rooms.arrive, name="arrive"),
    path("<int:number>/departure", rooms.leave, name="leave"),
    path("<int:number>/gathering", rooms.gather, name="gather"),
    path("<int:number>/update", updates.write, name="update"),
    path("<int:number>/review", reviews.review, name="review"),
    path("<int:number>/review/end", reviews.finish, name="finish"),
    path("<int:number>/findings", findings.add, name="find"),
    path("<int:number>/<slug:noun>", sheets.sheet, name="sheet"),
]
