"""The timelines of tickets as an event log, which process-mining tools read: XES (IEEE 1849-2016) and CSV.

One ticket is one case, one entry of its timeline one event. Texts that people wrote are never part of it.
"""
