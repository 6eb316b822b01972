"""The demonstration: one year of a county-level city, 130 cases, on a clock of its own."""
