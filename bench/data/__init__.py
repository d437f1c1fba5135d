"""Makes data sets of any size in bulk: the rows of a desk that has been at work for years, chains and seals right."""
