"""What it costs: each module measures one thing on a throw-away installation and prints a line for each way."""
