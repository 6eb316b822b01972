"""What a host tests its approvals with: a clock that is set by hand and a ready engine in memory."""
