"""Reading what dispatching knows: rules in force, who is free, what became of placements."""
