"""Settings: is everything all right?"""
