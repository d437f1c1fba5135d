from django.urls import path

from fuwutai.core.configuration.pages import address, addresses
from fuwutai.dispatch.views import settings, trials, work
from fuwutai.people.doors import staff_required

app_name = "dispatch"
urlpatterns = [
    path("free", work.free, name="free"),
    path("wrong-ways", work.wrong_ways, name="wrong-ways"),
    path("placements", work.placements, name="placements"),
    # The list and the form of a rule are richer than those of other settings; the rest is as declared.
    path("rules/", settings.rules, name="rules"),
    path("rules/new", settings.new_rule, name="rules-new"),
    path("rules/new/trial", trials.ask, name="new-rule-trial"),
    path("rules/<int:pk>", settings.rule, name="rule"),
    path("rules/<int:pk>/count", settings.count, name="rule-count"),
    path("rules/<int:pk>/trial", trials.ask, name="rule-trial"),
    path("trials/<int:pk>", trials.trial, name="trial"),
    *addresses(settings.RULES, door=staff_required),
    *addresses(settings.CAPACITIES, door=staff_required),
    address(settings.POLICY, door=staff_required),
]
