"""Notifiers that come with the package: to the log, as signed webhooks, as mail."""

from .log import LogNotifier
from .smtp import SmtpNotifier
from .webhook import WebhookNotifier
from .wording import Tongue

__all__ = ["LogNotifier", "SmtpNotifier", "Tongue", "WebhookNotifier"]
