"""Pages: the inbox, a case, asking and acting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from signoff import Refused, Stale
from signoff.adapters.hosts.django import engine

from . import models


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for whoever is signed in, and their leave."""
    waiting = engine().inbox(request.user.get_username())
    own = models.Leave.objects.filter(person=request.user).order_by("pk")
    left = models.Allowance.objects.filter(person=request.user).first()
    return render(request, "leave/inbox.html", {"waiting": waiting, "own": own, "left": left})


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for leave."""
    try:
        with transaction.atomic():
            models.ask(request.user, int(request.POST["days"]), request.POST.get("reason", ""))
    except IntegrityError:  # row and case are taken back
        messages.error(request, "You have not so many days left.")
    except (Refused, ValueError) as error:
        messages.error(request, str(error))
    return redirect("inbox")


@require_POST
@login_required
def act(request: HttpRequest, case: str, action: str) -> HttpResponse:
    """Approve or reject."""
    try:
        with transaction.atomic():
            models.act(case, action, request.user, request.POST.get("comment", ""))
    except (Refused, Stale) as error:
        messages.error(request, str(error))
    return redirect("show", case=case)


@require_GET
@login_required
def show(request: HttpRequest, case: str) -> HttpResponse:
    """A case and its history; the middleware answers 404 where there is none."""
    return render(request, "leave/case.html", {"case": engine().case(case), "history": engine().history(case)})
