"""One POST: redirects refused, and every answer read as `done`, `again` or `never`."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPErrorProcessor, HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from signoff.engine.errors import DeliveryFailed, Misconfigured, Undeliverable

from .wording import one_line

AGAIN = frozenset({408, 425, 429})
"""Client errors that time may mend."""
LONGEST_ANSWER = 512


class Poster:
    """Posts to http and https and nothing else; `timeout` is for each wait on the network."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._opener = _opener()

    def post(self, url: str, content: bytes, headers: Mapping[str, str], now: datetime) -> None:
        """Nothing for a 2xx; DeliveryFailed where time may mend it, else Undeliverable."""
        try:
            request = Request(checked(url), content, {"User-Agent": "signoff", **headers}, method="POST")
            with self._opener.open(request, timeout=self._timeout):
                return
        except Misconfigured as error:
            raise Undeliverable(error.message, hint=error.hint) from error
        except HTTPError as error:
            with error:
                raise _refusal(error, url, now) from error
        except (URLError, HTTPException, OSError, ValueError) as error:
            why = error.reason if isinstance(error, URLError) else error
            raise DeliveryFailed(f"{_host(url)} cannot be reached: {one_line(str(why) or type(why).__name__)}") from error


def checked(url: str) -> str:
    """The URL, if it is http or https with a host and no password in it; else Misconfigured."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        good = False
    if not good or not url.isascii() or any(sign <= " " for sign in url):
        raise Misconfigured("a webhook needs an http or https URL without user and password", hint="Write https://host/path.")
    return url


def _refusal(error: HTTPError, url: str, now: datetime) -> DeliveryFailed:
    said = one_line(_beginning(error))
    sentence = f"{_host(url)} answered {error.code} {error.reason}" + (f": {said}" if said else "")
    if error.code >= 500 or error.code in AGAIN:
        wait = _seconds(error.headers.get("Retry-After"), now)
        return DeliveryFailed(sentence, data={"status": error.code, **({"retry_after": wait} if wait is not None else {})})
    hint = "Redirects are not followed: set the URL it moved to." if error.code < 400 else None
    return Undeliverable(sentence, hint=hint, data={"status": error.code})


def _beginning(error: HTTPError) -> str:
    try:
        return error.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except (OSError, HTTPException):
        return ""


def _seconds(written: str | None, now: datetime) -> float | None:
    """What `Retry-After` asks for: seconds, or a date."""
    if written is None:
        return None
    if written.strip().isdecimal():
        return float(written.strip()[:9])
    try:
        at = parsedate_to_datetime(written)
        return max(0.0, (at - now).total_seconds())
    except (TypeError, ValueError):
        return None


def _host(url: str) -> str:
    """Where a URL leads, without its path and query, which may hold a token."""
    return urlsplit(url).netloc


class _OnlySuccess(HTTPErrorProcessor):
    """Everything but 2xx is an error, redirects too."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        if not 200 <= response.status < 300:
            raise HTTPError(request.full_url, response.status, response.reason, response.headers, _body(response))
        return response

    https_response = http_response


def _body(response: HTTPResponse) -> IO[bytes]:
    return response


def _opener() -> OpenerDirector:
    """Only http and https: no file, no ftp, no data, no cookies, no passwords."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler(), _OnlySuccess()):
        opener.add_handler(handler)
    return opener
