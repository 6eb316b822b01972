"""From a database URL, workflows and a directory to an engine; SQLAlchemy loads on first use."""
