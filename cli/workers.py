"""The apps that workers of a dispatcher run, for the engine that settings say: `signoff.toml`, the environment (`SIGNOFF_CONFIG`, …).

They are made when they are asked for, so that importing a module needs no database and no library.
"""

from functools import cache
from typing import Any

from signoff.adapters.observe import traces_if_installed
from signoff.engine.errors import Misconfigured

from .app import App
from .compose import engine, loadable
from .errors import sentence
from .messages import say


@cache
def celery_app() -> Any:
    """What `celery -A signoff.cli.celery_app worker` runs; raises Misconfigured for settings that name another dispatcher."""
    from signoff.adapters.dispatch.celery import make_app

    return make_app(_engine("celery"))


@cache
def procrastinate_app() -> Any:
    """What `procrastinate --app=signoff.cli.procrastinate_app.app worker` runs; raises Misconfigured likewise."""
    from signoff.adapters.dispatch.procrastinate import make_app

    made = _engine("procrastinate")
    return make_app(made, made.store.engine.url.render_as_string(hide_password=False))


def _engine(dispatcher: str) -> Any:
    app = App()
    if app.settings.dispatcher != dispatcher:
        told = f"the setting `dispatcher` is {app.settings.dispatcher or 'not set'}, and this is a worker of {dispatcher}"
        raise Misconfigured(told, hint=f'Write `dispatcher = "{dispatcher}"` in signoff.toml, for every process alike.')
    good, broken = loadable(app.settings)
    if broken is not None:
        app.tell(say("warn.workflow", why=sentence(broken)))
    made = engine(app.settings, good, delivers=True)
    made.observe(*traces_if_installed())
    return made
