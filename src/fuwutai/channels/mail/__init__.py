"""Everything that understands a raw mail message, as functions without models.

`message.read` makes a `Message` of any bytes; `kinds` says what sort of message it is, `quotes`
what in it is new, `forwards` whose words it passes on, `threads` which ticket it belongs to and
`html` what of it may be shown. `explain` puts all of it into one answer.
"""
