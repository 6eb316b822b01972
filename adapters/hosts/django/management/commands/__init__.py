"""`manage.py signoff`."""
