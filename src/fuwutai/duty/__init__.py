"""Who is on duty when: shifts, rosters, absences, stand-ins, skills (mission A8, A14).

Whoever dispatches, escalates or shows asks `queries`: `on_duty`, `is_on_duty`, `stand_in_of`, `next_duty`,
`uncovered`, `persons_with`. A lead plans the roster of their team, everybody their own absences and swaps.
"""
