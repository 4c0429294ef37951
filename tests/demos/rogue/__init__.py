"""Demos that misbehave, to try the runner on."""
