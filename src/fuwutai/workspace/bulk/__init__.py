"""One action on many tickets: looked at before, carried out in the background, taken back where it can be."""
