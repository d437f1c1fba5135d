"""Other service desks on the same machine, asked by the same client; they are installed by hand."""
