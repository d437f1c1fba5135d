"""What is told to open pages at once: something changed, somebody is here, somebody types."""
