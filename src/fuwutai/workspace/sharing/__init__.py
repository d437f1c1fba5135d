"""What people keep for themselves or share with everybody: reply templates and macros."""
