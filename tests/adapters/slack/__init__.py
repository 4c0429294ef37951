"""Slack, against a fake of its Web API, Socket Mode and signed requests on loopback."""
