from django.urls import path

from fuwutai.core.configuration.pages import address, addresses
from fuwutai.people.doors import staff_required
from fuwutai.tickets.views import (
    configuration,
    conversation,
    grading,
    intake,
    lifecycle,
    lists,
    lookups,
    paper,
    tickets,
    verbs,
    why,
)

app_name = "tickets"
urlpatterns = [
    path("all", lists.everything, name="list"),
    path("mine", lists.mine, name="mine"),
    path("pool", lists.take_from_pool, name="pool"),
    path("conditions", lists.conditions, name="conditions"),
    path("news", lists.news, name="news"),
    path("found", lookups.tickets, name="lookup"),
    path("lifecycle/", lifecycle.lifecycle, name="lifecycle"),
    path("lifecycle/<slug:kind>", lifecycle.lifecycle, name="lifecycle_of"),
    path("new", intake.new, name="new"),
    path("new/callers", intake.callers, name="new_callers"),
    path("new/caller", intake.caller, name="new_caller"),
    path("new/effect", intake.effect, name="new_effect"),
    path("new/categories", intake.categories, name="new_categories"),
    path("new/members", intake.members, name="new_members"),
    path("paper.pdf", paper.paper_form, name="paper_form"),
    path("settings/priorities/", configuration.priority_matrix, name="priorities"),
    path("settings/tolerance/", grading.tolerance_table, name="tolerance"),
    *addresses(grading.GRADE_RULES, under="settings/", door=staff_required),
    *addresses(grading.MAJOR_CONDITIONS, under="settings/", door=staff_required),
    *addresses(grading.SYMPTOMS, under="settings/", door=staff_required),
    *addresses(configuration.CATEGORIES, under="settings/", door=staff_required),
    *addresses(configuration.RETURN_REASONS, under="settings/", door=staff_required),
    *addresses(configuration.RESOLUTION_CODES, under="settings/", door=staff_required),
    address(configuration.POLICY, under="settings/", door=staff_required),
    path("<int:number>", tickets.detail, name="detail"),
    path("<int:number>/paper.pdf", paper.paper_of_ticket, name="paper_of_ticket"),
    path("<int:number>/pane", tickets.pane, name="pane"),
    path("<int:number>/mentions", lookups.mentions, name="mentions"),
    path("<int:number>/composer", conversation.write, name="write"),
    path("<int:number>/why/<slug:field>", why.why, name="why"),
    path("<int:number>/priority/effect", verbs.effect, name="effect"),
    path("<int:number>/<slug:noun>", verbs.act, name="act"),
    path("<int:number>/<slug:noun>/members", verbs.members, name="members"),
]
