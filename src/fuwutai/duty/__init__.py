"""Who is on duty when: shifts, rosters, absences, stand-ins, skills (mission A8)."""
