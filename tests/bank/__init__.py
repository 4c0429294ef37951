"""The life of a question, packs, and what authors use."""
