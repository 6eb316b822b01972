"""What a host can ask of standing proxies (代理): set one up, end it, list them."""

from collections.abc import Sequence
from datetime import date

from . import standing_proxies
from .people_data import ACT_FOR, Proxy
from .service import Service
from .standing_proxies import ProxyView


class ProxyDesk:
    """The part of a desk that is about standing proxies."""

    _service: Service
    _trusted: bool

    def proxy(
        self,
        principal: str,
        proxy: str,
        *,
        by: str,
        reason: str,
        from_: date | None = None,
        until: date | None = None,
        kind: str = ACT_FOR,
        scope: Sequence[str] = (),
        fallback: str | None = None,
    ) -> ProxyView:
        """From now on `proxy` stands in for `principal`: one sets it up for oneself, an administrator for anybody.

        `from_` and `until` are the first and the last day, in the engine's time zone. `kind` is `act_for`, `substitute_post` or
        `ab_role`; `scope` names workflows, or steps as `workflow.step`; `fallback` acts where the proxy cannot. Raises Refused.
        """
        rule = Proxy(principal, proxy, from_, until, kind, tuple(scope), fallback)
        return standing_proxies.set_up(self._service, rule, by, reason, trusted=self._trusted)

    def end_proxy(self, id: str, *, by: str, reason: str) -> ProxyView:
        """End a standing proxy now: the principal, or an administrator. Its row stays. Raises NotFound, Refused."""
        return standing_proxies.end(self._service, id, by, reason, trusted=self._trusted)

    def proxies(self, person: str | None = None, *, everything: bool = False) -> tuple[ProxyView, ...]:
        """Who stands in for whom now or later, or has ever; with a person, every rule that names them, also those of the directory."""
        return standing_proxies.listed(self._service, person, everything)
