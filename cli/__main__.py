"""`python -m signoff.cli`."""

from .main import main

main()
