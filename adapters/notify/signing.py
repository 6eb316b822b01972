"""Signatures as the Standard Webhooks scheme has them: HMAC-SHA256 over `id.timestamp.body`, one for each secret in use."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import quote

from signoff.engine.errors import Misconfigured

PREFIX = "whsec_"
SHORTEST = 24


class Signer:
    """Signs with every secret given, so that a receiver may hold the old one or the new one while they are rotated."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._keys = tuple(map(_key, secrets))
        if not self._keys:
            raise Misconfigured("a webhook needs a secret to be signed with", hint=f"Set webhook.secrets to [{PREFIX}…].")

    def headers(self, key: str, timestamp: int, body: bytes) -> dict[str, str]:
        """The three headers of the scheme."""
        id = message_id(key)
        signed = b".".join((id.encode(), str(timestamp).encode(), body))
        signatures = (base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in self._keys)
        return {"webhook-id": id, "webhook-timestamp": str(timestamp), "webhook-signature": " ".join(f"v1,{s}" for s in signatures)}


def message_id(key: str) -> str:
    """The key of a notice as a header may hold it: itself where it is plain; a full stop would divide what is signed."""
    return quote(key, safe=":/@+=,#-_~").replace(".", "%2E")


def _key(secret: str) -> bytes:
    """The bytes of a secret. What is said about a bad one never holds the secret."""
    if not secret.startswith(PREFIX):
        raise Misconfigured(f"a webhook secret begins with {PREFIX}", hint=f"Write {PREFIX} and the base64 of 24 to 64 random bytes.")
    written = secret.removeprefix(PREFIX).rstrip("=")
    try:
        key = base64.b64decode(written + "=" * (-len(written) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Misconfigured(f"what follows {PREFIX} in a webhook secret is not base64", hint="Copy the secret anew.") from None
    if len(key) < SHORTEST:
        raise Misconfigured(f"a webhook secret of {len(key)} bytes is too short", hint=f"Use at least {SHORTEST} random bytes.")
    return key
