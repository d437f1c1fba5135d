from django.urls import path

from fuwutai.portal.views import answers, home, offline, ratings, reports, steps, tickets

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("report", reports.report, name="report"),
    path("colleagues", reports.colleagues, name="colleagues"),
    path("tickets", tickets.tickets_list, name="tickets"),
    path("tickets/<int:number>", tickets.ticket, name="ticket"),
    path("tickets/<int:number>/rating", ratings.rate, name="rate"),
    path("tickets/<int:number>/ratings", ratings.said, name="ratings"),
    path("tickets/<int:number>/<slug:noun>", steps.step, name="step"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("worker.js", offline.worker, name="worker"),
    path("offline", offline.offline, name="offline"),
    path("outbox", offline.outbox, name="outbox"),
    path("answers/<token>", answers.answer, name="answer"),
]
