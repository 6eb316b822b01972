"""Signoff in a Django project: `INSTALLED_APPS += ["signoff.adapters.hosts.django"]` and a setting `SIGNOFF`.

`bind()` gives the verbs and questions inside `transaction.atomic()`; `engine()` is the one of this process.
"""

from .binding import bind, engine
from .store import DjangoStore

__all__ = ["DjangoStore", "bind", "engine"]
