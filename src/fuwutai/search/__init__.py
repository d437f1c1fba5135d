"""Finding things by their words: one index for all that apps declare. What may be seen of it the apps decide."""
