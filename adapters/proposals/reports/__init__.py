"""Reports of the handling of proposals: typed rows of the ledger in, typed tables out; then on a screen, in a workbook, in a letter."""
