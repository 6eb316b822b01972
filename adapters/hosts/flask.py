"""Signoff in a Flask application: the verbs inside the application's session, errors as answers, and `flask signoff`."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Flask, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from signoff.adapters.sql import SqlStore, describe
from signoff.compose import Engine
from signoff.engine.desk import Desk
from signoff.engine.errors import Misconfigured, SignoffError

from .http import body_of, status_of

LOG = logging.getLogger("signoff.hosts")
NAME = "signoff"
PREFIX = "SIGNOFF_"


class Signoff:
    """The extension: `signoff = Signoff(make_engine, session=db.session)`, then `signoff.init_app(app)`.

    `make` gives the engine of an application, once, when it is first asked for; `session` gives the session of the request, a
    `scoped_session` does.
    """

    def __init__(self, make: Callable[[Flask], Engine], *, session: Callable[[], Any] | None = None, app: Flask | None = None) -> None:
        self._make = make
        self._session = session
        self._lock = Lock()
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Register it: errors of Signoff become answers (403, 404, 409, 422, 503), and `flask signoff` is there."""
        from signoff.cli.hosted import command

        app.extensions[NAME] = None
        app.register_error_handler(SignoffError, _answer)
        app.cli.add_command(command(lambda: self._host(app), "flask signoff"))

    @property
    def engine(self) -> Engine:
        """The engine of the application that is active; each verb is a short transaction of its own."""
        return self._engine(current_app._get_current_object())  # type: ignore[attr-defined]  # behind Flask's proxy

    @property
    def desk(self) -> Desk:
        """The verbs and questions inside the session of the request: they commit or roll back with your own rows."""
        if self._session is None:
            raise Misconfigured("the extension was given no session", hint="Write Signoff(make_engine, session=db.session).")
        desk: Desk = self.engine.bind(self._session())
        return desk

    def _engine(self, app: Flask) -> Engine:
        if NAME not in app.extensions:
            raise Misconfigured("this application does not know the extension", hint="Call signoff.init_app(app).")
        with self._lock:
            if app.extensions[NAME] is None:
                app.extensions[NAME] = self._make(app)
            found: Engine = app.extensions[NAME]
            return found

    def _host(self, app: Flask) -> Any:
        """What the command line is given: settings of the application that are named `SIGNOFF_WORKFLOWS`, `SIGNOFF_TIMEZONE`, …"""
        from signoff.cli.hosted import Host
        from signoff.cli.tables_of import SqlTables

        store = self._engine(app).store
        if not isinstance(store, SqlStore):
            raise Misconfigured("the command line needs an engine on a database", hint="Give the engine a URL or an SQLAlchemy engine.")
        return Host(
            engine=lambda: self._engine(app),
            tables=lambda: SqlTables(store.engine),
            source="app.config",
            folder=Path(app.root_path),
            db=describe(store.engine.url),
            given=app.config.get_namespace(PREFIX),
        )


def _answer(error: SignoffError) -> ResponseReturnValue:
    status = status_of(error)
    level = logging.ERROR if status >= 500 else logging.INFO
    LOG.log(level, "%s %s: %s", request.method, request.path, error, exc_info=error if status == 500 else None, extra={"code": error.code})
    return jsonify(body_of(error)), status
