"""Segments: who are these, and how many?"""
