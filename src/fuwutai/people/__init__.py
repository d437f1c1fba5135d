"""Who there is: organisations, sites, departments, persons, teams, roles, sign-in and API tokens.

It says who somebody is and what their roles allow in general; whether they may do it to one record is asked in the
`permissions` of the app that owns the record.
"""
