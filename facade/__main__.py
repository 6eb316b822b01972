"""`python -m signoff`: the command line."""

from signoff.cli.main import main

main()
