"""Mail on the wire: fetched from mailboxes, listened for, sent. Nothing here understands what a message says.

Whatever comes in is acknowledged to the other side only when it is committed; killed in between, it comes a second
time and is recognised.
"""
