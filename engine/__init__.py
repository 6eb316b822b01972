"""The core: what a workflow means. It knows no database, no YAML, no network and no clock."""
