"""Journeys: what happens after the sale, and every message."""
