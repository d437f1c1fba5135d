"""What somebody is writing and has not sent yet, kept for them wherever they sit down."""
