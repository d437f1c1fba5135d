"""What the description tells before it comes to operations. In English, as all of it."""

INTRODUCTION = """\
Everything that the pages of the service desk can do, by program. Both go through the same services: what one refuses,
the other refuses, and the timeline tells who did what either way.

Send `Authorization: Bearer fwt_...` with a token from your profile page. It acts in your name, as far as your roles and
its scope go: `read`, `write`, or `admin` for settings, people and tokens.

Lists come in pages: `limit` rows, and `next`, the address of what follows, null at the end. Nothing is counted.

Send the header `Idempotency-Key` with a POST to make it safe to repeat for a day. Send `If-Match` with the `ETag` of
what you looked at, or `version`, to change only that; 409 then tells in `current` who was faster.

Whatever can't be done is answered as `application/problem+json` (RFC 9457): `detail` is a sentence in the language of
the call (Accept-Language, or the person's own), `errors` names fields.

Times are written with their offset and answered in UTC. Files come as multipart/form-data: the body as JSON in the part
`data`, each file in a part `files`.
"""

TAGS = {
    "Tickets": "What somebody must do: reported, listed, read, with its story and everything that belongs to it.",
    "Ticket verbs": "One operation for each step of the lifecycle; `listActions` tells which you can take now.",
    "Views": "Lists of tickets that people keep under a name, for themselves or for others.",
    "Reply templates": "Texts to begin a reply or a note with, for oneself or for others.",
    "Macros": "A text, fields and steps that belong together: previewed for a ticket, done whole or not at all.",
    "Bulk actions": "One step of the lifecycle for many tickets: previewed, done in the background, undone.",
    "Search": "Tickets and people by their words, the best first.",
    "Request pool": "What waits to be taken, and how busy everybody is.",
    "Major incidents": "The room of a ticket whose class is major: decision, people, updates, review, findings.",
    "Lifecycle": "States, verbs and moves of each kind of ticket, as data.",
    "Conditions": "What can be said of records when they are selected or when rules are written.",
    "Files": "What was attached.",
    "Contacts": "What came in through channels, kept raw; above all what waits in quarantine.",
    "Mailboxes": "Addresses at which people write to the desk.",
    "Gateways": "How people are reached by SMS and chat, and the group chats of teams.",
    "Notices": "What you were told, and want to be told.",
    "Deliveries": "Notices that did not reach their person.",
    "Me": "Yourself, your preferences and tokens.",
    "Persons": "Everybody who asks or works here, how they are reached, whether they may sign in.",
    "Imports": "A directory brought in from a CSV or Excel file: nothing is saved before you have seen every row.",
    "Organisations and teams": "Companies, sites, departments, service desks and support groups.",
    "Duty": "Who is on duty: rosters, shifts, absences with stand-ins, swaps, and who can do what.",
    "Dispatching": "Rules that send tickets to groups and people, tried on past tickets; who is free; what came back.",
    "Suggestions": "What a text reminds of, what past tickets propose for it, and what many people report at once.",
    "Roles": "What roles allow, and who holds them.",
    "Service levels": "Agreements, and who hears when a promise runs out: escalation plans and their steps.",
    "Working time": "Calendars: hours of a week, days off and make-up workdays, and sums over them.",
    "Ticket configuration": "Categories, priorities, reasons, codes, how long to wait.",
    "Changes of settings": "Who changed which setting, from what to what.",
    "Exports": "Lists as files: CSV, Excel, and event logs for process mining.",
    "Jobs": "What failed for good and waits for a person.",
}
