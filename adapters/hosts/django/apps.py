"""The app: its checks, and its tables with `manage.py migrate`."""

from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class Signoff(AppConfig):  # type: ignore[misc]  # Django ships no types
    """What `INSTALLED_APPS` names as `signoff.adapters.hosts.django`."""

    name = "signoff.adapters.hosts.django"
    label = "signoff"
    verbose_name = "Signoff"

    def ready(self) -> None:
        """Nothing is built and nothing is connected to before somebody asks."""
        from .checks import check

        register(check, "signoff")
        post_migrate.connect(migrate, sender=self)


def migrate(*, using: str, **_: Any) -> None:
    """Bring the tables to this release, in each database that the settings name."""
    from .settings import aliases
    from .store import upgrade

    if using in aliases():
        upgrade(using)
