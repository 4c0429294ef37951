"""What is fast and how it grows, as ratios against a floor measured in the same run: `python -m bench`."""
