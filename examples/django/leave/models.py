"""Leave, and how much of it everybody has left."""

from django.contrib.auth.models import User
from django.db import models
from django.db.models import F

from signoff.adapters.hosts.django import bind


class Allowance(models.Model):
    """Days that somebody has left; never less than none."""

    person = models.OneToOneField(User, models.CASCADE)
    days = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(days__gte=0), name="not_overdrawn")]


class Leave(models.Model):
    """Days that somebody wants to be away."""

    person = models.ForeignKey(User, models.CASCADE)
    days = models.IntegerField()
    case = models.TextField(blank=True)
    granted = models.BooleanField(default=False)


def ask(person: User, days: int, reason: str) -> Leave:
    """Ask for leave: the row, its case and the days it takes, or nothing of all that. Called inside `transaction.atomic()`."""
    leave = Leave.objects.create(person=person, days=days)
    data = {"unit": "sales", "days": days, "reason": reason}
    case = bind().start("leave", by=person.username, key=f"L-{leave.pk}", subject=("leave", str(leave.pk)), data=data)
    leave.case = case.id
    leave.save(update_fields=["case"])
    Allowance.objects.filter(person=person).update(days=F("days") - days)  # IntegrityError where fewer are left
    return leave


def act(case: str, action: str, person: User, comment: str) -> Leave:
    """Approve or reject; what is approved is granted, what is rejected is given back. Called inside `transaction.atomic()`."""
    done = bind().act(case, action, by=person.username, comment=comment or None)
    leave = Leave.objects.get(case=done.id)
    leave.granted = done.status == "approved"
    leave.save(update_fields=["granted"])
    if done.status == "rejected":
        Allowance.objects.filter(person=leave.person).update(days=F("days") + leave.days)
    return leave
