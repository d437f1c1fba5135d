"""What the pages of the workspace show: frozen page objects, read in a fixed number of queries whatever there is."""
