"""Working time: calendars with their hours, breaks and days off, and exact sums over them.

A calendar is edited as a week and a year; what it amounts to is kept as versions that never change, so that whoever
counted with one can count again and get the same.
"""
