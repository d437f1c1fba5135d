"""Short messages and chat by HTTP: gateways for persons, hooks of chat rooms, and what counts as taken (C12).

Administrators set them up and may name addresses inside the house. No redirect is followed: it would carry the secret
to somewhere that nobody named. Secrets are kept by `core.vault`, and shown and logged nowhere.
"""
