"""Limits: the numbers of Slack's that we keep to, with the page of docs.slack.dev (or the module of slack_sdk) that says so."""

from __future__ import annotations

# reference/block-kit/blocks, slack_sdk.models.blocks
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
HEADER = 150
SECTION = 3000
FIELDS = 10
FIELD = 2000
ACTIONS = 25
ALT = 2000
ACTION_ID = 255

# reference/block-kit/composition-objects and block-elements
BUTTON = 75
OPTION = 75
OPTION_VALUE = 150
SELECT_OPTIONS = 100
CHECKBOXES = 10
LABEL = 2000
HINT = 2000
PLACEHOLDER = 150
INPUT = 3000

# surfaces/modals, slack_sdk.models.views
VIEW_TITLE = 24
VIEW_BUTTON = 24

# reference/methods/chat.postMessage
TEXT = 4000
"""Characters of `text` that Slack recommends at most; it cuts only far above."""

# apis/web-api/rate-limits
POST_SECONDS = 1.0
"""One message a second in a channel."""
LOOKUPS = 100
"""Calls a minute of users.info (tier 4)."""

# reference/events and authentication/verifying-requests-from-slack
FRESH_SECONDS = 300
BODY = 256 * 1024
"""Bytes of a request that we read at most; Slack's own are far smaller."""
DEPTH = 40
"""Levels of nesting in a payload; Slack's own have about ten."""

# manifest-schema v1
COMMAND = 32
COMMAND_DESCRIPTION = 2000
USAGE_HINT = 1000
COMMANDS = 50
APP_NAME = 35
APP_DESCRIPTION = 140
BOT_NAME = 80
