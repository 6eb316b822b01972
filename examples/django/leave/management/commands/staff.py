"""`manage.py staff`: invented users, groups and allowances to try the example with; everybody's password is their name."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand
from django.db import transaction

from ...models import Allowance

STAFF = {"ann": [], "bea": ["head@sales"], "carl": ["personnel"]}


class Command(BaseCommand):
    """Makes them; those that are there stay as they are."""

    help = "Invented users to try the example with."

    @transaction.atomic
    def handle(self, *_: Any, **__: Any) -> None:
        """Three users with 30 days each."""
        for name, groups in STAFF.items():
            user, new = User.objects.get_or_create(username=name)
            if new:
                user.set_password(name)
                user.save()
                user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
                Allowance.objects.create(person=user, days=30)
