"""The directory over `django.contrib.auth`: users are persons, groups are what they hold."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.db.models import Q

from signoff.engine.errors import DirectoryUnavailable
from signoff.engine.expressions import PeopleQuery
from signoff.engine.people_data import Person, Unit

ADMIN = "admin"
T = TypeVar("T")


class DjangoDirectory:
    """A person's id is the user name. A group `legal` is a role, `legal@finance` one in the unit `finance`; as a post it reads the same.

    Superusers hold the role `admin`. Units are those that some group names. Nobody is anybody's manager here.
    """

    def find(self, query: PeopleQuery) -> Sequence[str]:
        """The ids of the active users that fit, in order."""
        if query.kind == "person":
            return _asked(lambda: _names(_active().filter(**{_field(): query.name})))
        if query.kind not in ("role", "post") or query.portfolio:
            return ()
        return _asked(lambda: _names(_holders(query.name, query.unit)))

    def person(self, id: str) -> Person | None:
        """The user of this name, active or not."""

        def look() -> Person | None:
            user = get_user_model()._default_manager.filter(**{_field(): id}).first()
            return None if user is None else _person(user)

        return _asked(look)

    def unit(self, id: str) -> Unit | None:
        """The unit that stands after the `@` of a group."""
        return _asked(lambda: Unit(id) if _groups().filter(name__endswith=f"@{id}").exists() else None)

    def tokens_of(self, person: str) -> frozenset[str]:
        """Of each group the role, with its unit and without."""

        def look() -> frozenset[str]:
            user = _active().filter(**{_field(): person}).first()
            return frozenset() if user is None else frozenset(f"role:{name}" for held in _held(user) for name in {held, _word(held)})

        return _asked(look)


def _asked(look: Callable[[], T]) -> T:
    try:
        return look()
    except DatabaseError as error:
        raise DirectoryUnavailable(f"the users and groups cannot be read: {type(error).__name__}", hint="Run it again.") from error


def _field() -> str:
    return str(get_user_model().USERNAME_FIELD)


def _groups() -> Any:
    return apps.get_model("auth", "Group").objects


def _active() -> Any:
    return get_user_model()._default_manager.filter(is_active=True)


def _names(users: Any) -> tuple[str, ...]:
    return tuple(users.order_by(_field()).values_list(_field(), flat=True).distinct())


def _holders(name: str, unit: str | None) -> Any:
    fits = Q(groups__name=f"{name}@{unit}") if unit else Q(groups__name=name) | Q(groups__name__startswith=f"{name}@")
    return _active().filter(fits | Q(is_superuser=True) if name == ADMIN else fits)


def _held(user: Any) -> Iterable[str]:
    names = list(user.groups.order_by("name").values_list("name", flat=True))
    return [*names, ADMIN] if user.is_superuser and ADMIN not in names else names


def _word(held: str) -> str:
    return held.partition("@")[0]


def _person(user: Any) -> Person:
    names = tuple(_held(user))
    contact = {"email": user.email} if getattr(user, "email", "") else {}
    name = user.get_full_name() or user.get_username()
    return Person(user.get_username(), name, roles=names, posts=tuple(n for n in names if "@" in n), active=user.is_active, contact=contact)
