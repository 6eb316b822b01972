"""Where the pages are."""

from django.contrib.auth.views import LoginView
from django.urls import path

from . import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("login", LoginView.as_view(template_name="leave/login.html")),
    path("ask", views.ask, name="ask"),
    path("cases/<str:case>", views.show, name="show"),
    path("cases/<str:case>/<str:action>", views.act, name="act"),
]
