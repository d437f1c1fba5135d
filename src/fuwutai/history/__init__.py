"""Bringing in what another tool knows: its tickets with their whole story (mission C14).

A file is read once and sorted by case (`reading`), a mapping written in YAML tells what its columns mean (`mapping`),
the rows of one case become its story (`understanding`), which is written as if it had happened here (`writing`), and
counted twice, from the file and from what was written (`reconciling`).
"""
