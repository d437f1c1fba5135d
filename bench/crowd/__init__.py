"""A busy day: 200 agents and 2,000 requesters at once, while the worker and the database fail under them."""
