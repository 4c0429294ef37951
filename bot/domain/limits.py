"""The smallest text limits that any platform sets, so that no content is ever cut.

Discord: an embed's description 4,096 and all embeds 6,000 characters (docs, resources/message); a button's label 80,
`custom_id` 100 (docs, components/reference). Slack: a section's text 3,000, `action_id` 255 (slack_sdk models.blocks).
A post in both languages holds everything twice, and escaping may double punctuation; hence the halves.
"""

ID = 60
"""Characters of a question's, term's or topic's id, so that `run1:<id>` fits into an action."""
LINE = 200
"""Characters of a source, an alias and other one-line texts."""
OPTIONS = 10
"""One letter each, A to J; two rows of five buttons."""
BODY = 4096
"""Characters of a card's body after escaping: Discord's embed description; Slack's sections hold more together."""
STEM = 1000
OPTION = 160
EXPLANATION = 1000
MEANING = 700
BUTTON_LABEL = 75
ACTION = 100
ARGUMENTS = 6000
"""Characters of what follows `/demo NAME`: Discord's longest option (docs, application commands); b64decode takes 4,096."""
NAME = 32
"""Characters of a member's shown name."""
TEAM = 24
SEASON = 40
"""Characters of the names that members give to teams and managers to seasons."""
