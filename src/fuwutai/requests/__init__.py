"""What people ask for and what they think of us: service requests and complaints (mission C1, D4)."""
