"""Random names through every target: legal there, unique, stable, told where they collide."""
