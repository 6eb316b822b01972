"""`docs/reference/settings.md`: every setting, from the table that reads them."""

from signoff.cli.settings_keys import KEYS, Key

HEAD = """# Settings of the command line

A flag (`--db`) wins over the environment (`SIGNOFF_DB`), that over `signoff.toml`, that over `[tool.signoff]` in
`pyproject.toml`, that over the default; `signoff config` shows each with where it comes from. The file is looked for in the
working folder and above it; `--config FILE` or `SIGNOFF_CONFIG` names it. Paths in a file are meant from the file's folder.
A name with a dot stands in a table of its own: `smtp.host` is `host` below `[smtp]`. Generated.

A host that embeds the engine reads none of these: what it wants it gives to `Engine(…)`.
"""
MEANINGS = {
    "db": "the database",
    "workflows": "folder of the workflow files",
    "people": "the people file",
    "calendars": "folder of calendar files; default: `calendars` among the workflows",
    "policies": "folder of policy files; default: `policies` among the workflows",
    "policy": "the policy of the house, which stands in for whichever a workflow names",
    "directory": "which directory answers who is who: `static` is the people file, any other the name of a plug-in",
    "timezone": "in which times are told, and counted where a workflow has no zone of its own",
    "language": "of notices",
    "tenant": "whose cases",
    "as": "who acts, where `--as` does not say so",
    "node": "the name of this machine among those that tick",
    "tick": "seconds between two rounds of the worker",
    "logging.format": "how `worker` and `tick` log on standard error: lines for people, or one JSON object a line",
    "metrics.port": "where `worker` serves metrics for Prometheus; without it, nowhere",
    "metrics.address": "the address that it listens on; whoever reaches it may read them",
    "retention.requests": "for so long a request id that is given again is answered as the first time",
    "retention.deliveries": "for so long what was delivered stays in the outbox",
    "retention.attempts": "for so long refused commands are remembered; those on open cases always are",
    "dispatcher": "what brings effects to workers elsewhere: `celery`, `procrastinate` or a plug-in; without one `signoff worker` delivers",
    "celery.broker": "RabbitMQ or Redis",
    "celery.queue": "the queue of its workers",
    "celery.patience": "seconds after which an effect that no worker has taken is submitted again",
    "procrastinate.queue": "the queue of its workers",
    "procrastinate.patience": "as for Celery",
    "wake": "whether moves wake workers and the worker lets itself be woken, where the database can do that (PostgreSQL)",
    "notify.default": "channels for notices that name none",
    "smtp.host": "the mail server; without it no mail is sent",
    "smtp.port": "its port; default: the usual one of the security",
    "smtp.security": "how the connection is secured",
    "smtp.user": "user of the mail server",
    "smtp.password": "password of the mail server",
    "smtp.from": "the sender's address",
    "smtp.ca": "file of certificates to trust",
    "smtp.timeout": "seconds to wait for the mail server",
    "webhook.url": "where notices are posted for people without a `contact.webhook` of their own",
    "webhook.secrets": "keys that sign; several while one is being changed",
    "webhook.timeout": "seconds to wait for a receiver",
}


def settings_page() -> str:
    """The whole page; raises ValueError where meanings and settings differ."""
    known = {key.name for key in KEYS}
    if known != set(MEANINGS):
        raise ValueError(
            f"docs/build/settings.py: settings without a meaning, or meanings without a setting: {sorted(known ^ set(MEANINGS))}"
        )
    rows = ["| setting | in the environment | what it is | default | meaning |", "|---|---|---|---|---|"]
    return "\n".join([HEAD, *rows, *(_row(key) for key in KEYS), "", PLUGINS])


def _row(key: Key) -> str:
    default = " ".join(key.default) if isinstance(key.default, tuple) else key.default
    shown = f"`{default}`" if default is not None else "—"
    secret = " (secret: never shown)" if key.secret else ""
    return f"| `{key.name}` | `{key.variable}` | {key.kind.what} | {shown} | {MEANINGS[key.name]}{secret} |"


PLUGINS = """Settings of plug-ins stand below `[plugins.NAME]`; what may stand there is the plug-in's own affair.

Not settings, but read from the environment: `SIGNOFF_LANG` (`en` or `zh`: the language of messages), `SIGNOFF_CONFIG` (the settings
file), `SIGNOFF_DEBUG` (tracebacks), `NO_COLOR`.
"""
