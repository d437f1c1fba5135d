"""Settings that administrators change on pages: who changed what, and pages that are declared instead of written.

A page of settings is a `Setting` (records one below the other) or a `Sheet` (one row): model, form, columns, the
service that saves. `pages` makes its addresses; list, form, paging, order, refusals and toast are written here once.
"""
