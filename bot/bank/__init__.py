"""From YAML files to a Bank, with every fault found on the way."""

from pathlib import Path

CONTENT = Path(__file__).resolve().parents[2] / "content"
"""The content that comes with Tiku."""
