"""The tables of number series: their counters, the register of numbers, changes by hand."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from .columns import (
    COUNTER_KEY,
    count_column,
    metadata,
    name_column,
    number_column,
    text_column,
)

series = Table(
    "signoff_series",
    metadata,
    name_column("tenant"),
    name_column("series"),
    name_column("period"),
    count_column("first_value"),
    count_column("next_value"),
    count_column("last_value", nullable=True),
    name_column("workflow"),
    text_column("terms"),
    number_column("changes"),
    name_column("head"),
    PrimaryKeyConstraint(*COUNTER_KEY),
)

number = Table(
    "signoff_number",
    metadata,
    name_column("tenant"),
    name_column("series"),
    name_column("period"),
    count_column("value"),
    text_column("number"),
    name_column("root_id"),
    name_column("case_id"),
    name_column("field"),
    name_column("allocated_at"),
    name_column("allocated_by"),
    name_column("voided_at", nullable=True),
    name_column("voided_by", nullable=True),
    text_column("reason", nullable=True),
    PrimaryKeyConstraint(*COUNTER_KEY, "value"),
)

series_change = Table(
    "signoff_series_change",
    metadata,
    name_column("tenant"),
    name_column("series"),
    name_column("period"),
    number_column("ordinal"),
    count_column("was"),
    count_column("next_value"),
    name_column("changed_at"),
    name_column("changed_by"),
    text_column("reason"),
    name_column("hash"),
    PrimaryKeyConstraint(*COUNTER_KEY, "ordinal"),
)

Index("ix_signoff_number_root", number.c.tenant, number.c.root_id)
