"""Alembic's environment of the tables: a branch of its own, labelled `signoff`, that a host can add to its own environment.

Alone it keeps its place in `signoff_alembic_version`. A host adds `migrations/versions` to its `version_locations` and upgrades
to `heads`; then the host's own version table has both branches.
"""
