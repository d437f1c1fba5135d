"""The drawn lifecycle of a kind: boxes in a fixed place, arrows computed from its verbs (mission N1, L7)."""
