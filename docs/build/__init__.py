"""The pages that are written from the code: `python -m docs.build` writes them, with `--check` it only says what differs."""
