"""No models: the tables are Signoff's own. Django sends `post_migrate` to apps that have this module."""
