"""What happens after commit: rows of the outbox are leased, delivered at least once under one key, and given up in the end."""

from .backoff import Backoff
from .calls import Calls
from .deliverer import Courier, Deliverer, DeliveryReport
from .handlers import Handler, Handlers, Occasion
from .thread import DeliveryThread

__all__ = ["Backoff", "Calls", "Courier", "Deliverer", "DeliveryReport", "DeliveryThread", "Handler", "Handlers", "Occasion"]
