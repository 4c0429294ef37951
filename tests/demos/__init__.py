"""The demos against independent witnesses, and the runner against demos that misbehave."""
