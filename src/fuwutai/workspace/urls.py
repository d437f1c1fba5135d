from django.urls import path

from fuwutai.core.configuration.pages import addresses
from fuwutai.people.doors import staff_required
from fuwutai.workspace import views
from fuwutai.workspace.bulk import views as bulk
from fuwutai.workspace.drafts import views as drafts
from fuwutai.workspace.macros import views as macros
from fuwutai.workspace.macros.settings import MACROS
from fuwutai.workspace.replies import views as replies
from fuwutai.workspace.replies.settings import REPLIES
from fuwutai.workspace.tabs import views as tabs

app_name = "workspace"
urlpatterns = [
    path("views/", views.everything, name="views"),
    path("views/rail", views.rail, name="view-rail"),
    path("views/new", views.new, name="view-new"),
    path("views/count", views.count, name="view-count"),
    path("views/<int:pk>", views.view, name="view"),
    path("views/<int:pk>/edit", views.edit, name="view-edit"),
    path("views/<int:pk>/conditions", views.conditions, name="view-conditions"),
    path("views/<int:pk>/news", views.news, name="view-news"),
    path("views/<int:pk>/rows", views.rows, name="view-rows"),
    path("views/<int:pk>/layout", views.layout, name="view-layout"),
    path("views/<int:pk>/copy", views.copy, name="view-copy"),
    path("views/<int:pk>/deletion", views.delete, name="view-delete"),
    path("views/<int:pk>/pin", views.pin, name="view-pin"),
    path("views/<int:pk>/place", views.place, name="view-place"),
    path("views/<int:pk>/start", views.start, name="view-start"),
    path("tabs/", tabs.tabs, name="tabs"),
    path("tabs/open", tabs.open_tab, name="tab-open"),
    path("tabs/close", tabs.close_tab, name="tab-close"),
    path("bulk/", bulk.actions, name="bulk-actions"),
    path("bulk/now", bulk.now, name="bulk-now"),
    path("bulk/<int:pk>", bulk.result, name="bulk"),
    path("bulk/<int:pk>/undo", bulk.undo, name="bulk-undo"),
    path("bulk/<slug:noun>", bulk.sheet, name="bulk-sheet"),
    path("bulk/<slug:noun>/preview", bulk.preview, name="bulk-preview"),
    path("bulk/<slug:noun>/start", bulk.start, name="bulk-start"),
    path("drafts/<str:form>", drafts.draft, name="draft"),
    *addresses(REPLIES, door=staff_required),
    # The editor of a macro is a page, also of a new one.
    path("macros/new", macros.new, name="macros-new"),
    path("macros/<int:pk>", macros.edit, name="macro"),
    *addresses(MACROS, door=staff_required),
    path("macros/members/<slug:noun>", macros.members, name="macro-members"),
    path("macros/for/<int:number>", macros.offered, name="macros-offered"),
    path("macros/<int:pk>/for/<int:number>", macros.run, name="macro-run"),
    path("replies/preview", replies.preview, name="reply-preview"),
    path("replies/for/<int:number>", replies.offered, name="replies-offered"),
    path("replies/<int:pk>/for/<int:number>", replies.use, name="replies-fill"),
]
