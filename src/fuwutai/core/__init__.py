"""The ground floor: clock, facts, jobs, page kit, API shell. It knows nothing of tickets or people."""
