"""Limits: the numbers of Discord's that we keep to, with the page of its documentation that says so.

Pages are those of docs.discord.com/developers; where none is named, the number was measured by users and reported.
"""

from __future__ import annotations

# resources/channel: start thread from message
THREAD_NAME = 100

# resources/message: embeds, attachments
CONTENT = 2000
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4096
EMBED_FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
EMBED_FOOTER = 2048
EMBED_SUM = 6000
"""Title, description, field names and values and footer of all embeds of a message together."""
ALT = 1024

# components/reference
ROWS = 5
ROW_BUTTONS = 5
BUTTON_LABEL = 80
CUSTOM_ID = 100
SELECT_OPTIONS = 25
RADIO_OPTIONS = 10
CHECKBOX_OPTIONS = 10
OPTION_LABEL = 100
OPTION_VALUE = 100
PLACEHOLDER = 100
MODAL_TITLE = 45
MODAL_INPUTS = 5
LABEL = 45
LABEL_DESCRIPTION = 100
TEXT_INPUT = 4000
TEXT_DISPLAY = 4000

# interactions/application-commands
DESCRIPTION = 100
COMMAND_OPTIONS = 25
CHOICES = 25
CHOICE = 100
STRING_OPTION = 6000
COMMAND_SUM = 8000
"""Characters of one command: names, descriptions and values; of each field only its longest translation counts."""
INTEGER = 2**53 - 1

# topics/rate-limits
GLOBAL_PER_SECOND = 50
INVALID_BAN = 600.0
"""Seconds of silence after a Cloudflare ban (10,000 refused requests in 10 minutes bring one)."""
