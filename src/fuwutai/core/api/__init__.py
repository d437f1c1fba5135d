"""The frame around every operation of `/api/v1`: JSON, refusals, paging, idempotency, description.

It knows no operation. Each app declares its own in its `api` room, and `site.api` puts them together.
"""
