"""What is promised about tickets: which agreement holds for one, and what each verb does to its clocks."""
