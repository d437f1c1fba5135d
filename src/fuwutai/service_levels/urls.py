from django.urls import path

from fuwutai.core.configuration.pages import addresses
from fuwutai.people.doors import staff_required
from fuwutai.service_levels.views import agreements, plans

app_name = "service_levels"
urlpatterns = [
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new", agreements.new_agreement, name="new-agreement"),
    path("agreements/<int:pk>", agreements.agreement, name="agreement"),
    path("agreements/<int:pk>/use", agreements.use, name="agreement-use"),
    path("agreements/<int:pk>/order", agreements.order, name="agreement-order"),
    path("proposals/<int:pk>", agreements.proposal, name="proposal"),
    path("proposals/<int:pk>/force", agreements.put_in_force, name="put-in-force"),
    path("proposals/<int:pk>/preview", agreements.preview, name="preview"),
    *addresses(plans.PLANS, door=staff_required),
    path("plans/<int:pk>", plans.plan, name="plan"),
    path("plans/<int:pk>/steps/new", plans.new_step, name="new-step"),
    path("steps/<int:pk>", plans.step, name="step"),
    path("steps/<int:pk>/removal", plans.remove_step, name="remove-step"),
]
