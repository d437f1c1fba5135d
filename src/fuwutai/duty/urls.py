from django.urls import path

from fuwutai.core.configuration.pages import addresses
from fuwutai.duty.views import duties, imports, mine, settings, skills, weeks
from fuwutai.people.doors import staff_required

app_name = "duty"
urlpatterns = [
    path("", weeks.now, name="now"),
    path("mine", mine.mine, name="mine"),
    path("mine/feed", mine.renew_feed, name="feed-renew"),
    path("calendar/<str:key>.ics", mine.feed, name="feed"),
    path("absences/new", mine.new_absence, name="absence-new"),
    path("absences/<int:pk>", mine.absence, name="absence"),
    path("absences/<int:pk>/removal", mine.remove_absence, name="absence-removal"),
    path("duties/<int:pk>", duties.edit, name="duty"),
    path("duties/<int:pk>/removal", duties.remove, name="duty-removal"),
    path("duties/<int:pk>/swap", mine.new_swap, name="swap-new"),
    path("swaps/<int:pk>/answer", mine.answer_swap, name="swap-answer"),
    path("teams/<int:pk>", weeks.week, name="week"),
    path("teams/<int:pk>/month", weeks.month, name="month"),
    path("teams/<int:pk>/duties/new", duties.new, name="duty-new"),
    path("teams/<int:pk>/rollout", duties.rollout, name="rollout"),
    path("teams/<int:pk>/roster", duties.roster, name="roster"),
    path("teams/<int:pk>/skills", skills.team, name="team-skills"),
    path("teams/<int:pk>/import", imports.new, name="import"),
    path("persons/<int:pk>/skills", skills.person, name="person-skills"),
    *addresses(settings.SHIFTS, door=staff_required),
    *addresses(settings.SKILLS, door=staff_required),
]
