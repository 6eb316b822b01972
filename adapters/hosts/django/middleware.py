"""Errors of Signoff as JSON answers, with the status that fits."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from signoff.engine.errors import SignoffError

from ..http import body_of, status_of

LOG = logging.getLogger("signoff.hosts")


class Errors:
    """`MIDDLEWARE += ["signoff.adapters.hosts.django.middleware.Errors"]`: what a view lets through becomes 403, 404, 409, 422 or 503.

    By then its `atomic()` blocks have rolled back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing but the exceptions concerns us."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> Any:
        """The answer; None for what is not ours, and for what is the host's own mistake."""
        if not isinstance(error, SignoffError) or (status := status_of(error)) == 500:
            return None
        LOG.info("%s %s: %s", request.method, request.path, error, extra={"code": error.code})
        return JsonResponse(body_of(error), status=status)
