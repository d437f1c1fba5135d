from django.urls import path

from fuwutai.core.configuration.pages import address
from fuwutai.people.doors import staff_required
from fuwutai.suggestions.views import bursts, settings, typing

app_name = "suggestions"
urlpatterns = [
    path("intake", typing.intake, name="intake"),
    path("intake/same", typing.same, name="same"),
    path("portal", typing.portal, name="portal"),
    path("tickets/<int:number>", typing.beside, name="beside"),
    path("bursts", bursts.hints, name="hints"),
    path("bursts/<int:pk>", bursts.burst, name="burst"),
    path("bursts/<int:pk>/gathering", bursts.gather, name="gather"),
    path("bursts/<int:pk>/dismissal", bursts.dismiss, name="dismiss"),
    path("figures", settings.figures_page, name="figures"),
    address(settings.POLICY, door=staff_required),
]
