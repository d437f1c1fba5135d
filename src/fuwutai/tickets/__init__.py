"""The spine: one table for everything somebody must do, its lifecycle as data, the pool, assignment, links, contacts.

It knows no kind by name. The practices above (incidents, requests, ...) declare their kinds in `kinds`; what only one
kind has lives in a row of its practice.
"""
