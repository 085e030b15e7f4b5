"""Wiring only: settings, urls, Celery, the embedded engines and the demo."""
