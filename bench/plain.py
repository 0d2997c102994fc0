"""gunicorn's settings for the floor: none."""
