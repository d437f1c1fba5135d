"""What was promised and whether it is kept: agreements, clocks, escalation (mission K1, K2, C12)."""
