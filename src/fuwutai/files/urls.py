from django.urls import path

from fuwutai.core.configuration.pages import address
from fuwutai.files import views
from fuwutai.people.doors import staff_required

app_name = "files"
urlpatterns = [
    path("<int:pk>", views.download, name="download"),
    address(views.POLICY, door=staff_required),
]
