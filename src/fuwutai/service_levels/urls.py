from django.urls import path

from fuwutai.core.configuration.pages import addresses
from fuwutai.people.doors import staff_required
from fuwutai.service_levels.views import plans

app_name = "service_levels"
urlpatterns = [
    *addresses(plans.PLANS, door=staff_required),
    path("plans/<int:pk>", plans.plan, name="plan"),
    path("plans/<int:pk>/steps/new", plans.new_step, name="new-step"),
    path("steps/<int:pk>", plans.step, name="step"),
    path("steps/<int:pk>/removal", plans.remove_step, name="remove-step"),
]
