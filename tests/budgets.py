"""How many statements things may cost, whatever the age of a case. Begin and commit count only where it is said."""

SQLITE_STATEMENTS = 10
"""Load and save of one flat case on SQLite, begin and commit not counted; the same in a host's transaction."""

MARIADB_STATEMENTS = 10
"""Load and save on MariaDB as messages with a statement, begin and commit not counted, however many children; also in a host's."""

POSTGRESQL_ROUND_TRIPS = 4
"""Begin, load, save and commit on PostgreSQL, as messages that the server answers."""

POSTGRESQL_AT_ONCE = 2
"""A command that nobody else is in the way of, or a sweep of one root, in a transaction of its own on PostgreSQL: what it reads, and all
that it writes."""

CHILD_DEFINITION_STATEMENTS = 1
"""With which definition the children of another workflow begin: asked once for each workflow, by commands that open such children only."""

SQLITE_NUMBER = 3
"""What a move that takes numbers costs besides, however many: the counters under their lock, the register, the counters as they stand."""

MARIADB_NUMBER = 3
"""The same on MariaDB."""

POSTGRESQL_NUMBER = 1
"""The same as messages that the server answers: only the lock, for the rest goes along with the save."""

LISTENING = 1
"""Who listens for events: what the first command or sweep of a process asks before it begins, and one in fifteen seconds after that."""

INBOX_STATEMENTS = 1
"""An inbox, however many tasks and tokens."""

AFTER_A_PROXY_CHANGED = 1
"""What the first who asks pays in each process once a standing proxy was set or ended; after that the mark that rides along says that
nothing has changed, and neither commands nor questions cost more for having proxies."""

CASES_STATEMENTS = 1
"""A page of cases, whatever is filtered by."""

CHRONICLE_STATEMENTS = 1
"""A page of the history of all cases. A report reads 2,000 events, or open cases, with each."""

REPORT_QUESTIONS = 5
"""What a report of bottlenecks asks of 2,000 events and open cases at most: the clock, the events, the open cases, and definitions once."""

FIND_STATEMENTS = 1
"""A case by its id or key, with all its children."""

STATEMENT_CHARACTERS = 4096
"""Longer ones, or more than 50 parameters, are parsed anew each time by the driver of PostgreSQL."""
STATEMENT_PARAMETERS = 50

ANSWER_STATEMENTS = 2
"""Answering a request that was given before: pages of its history, the last of them empty."""

SWEEP_QUESTIONS = 4
"""What a sweep asks beside its transactions: the clock, whose timers are due, which they are, and at the end which are due still."""

SWEEP_OF_MANY = 1
"""And before each batch of several cases: which of them nobody else has fired meanwhile."""

REFUSAL = {"sqlite": 3, "postgresql": 8, "mariadb": 3}
"""A refused command in a transaction of its own: the read under the lock, the clock, and the count of the attempt."""

DISPATCHED = {"celery on rabbitmq": 0, "procrastinate": 1}
"""What a move with effects costs besides in a host's transaction, where they are dispatched: all jobs of procrastinate in one statement."""

DISPATCHED_UNBOUND = {"celery on rabbitmq": 0, "procrastinate": 3}
"""The same in a transaction of its own, as messages that the server answers: where two statements have to stand together, begin and commit
come to them."""
