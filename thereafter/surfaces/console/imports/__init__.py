"""Imports: what came in, and from which file?"""
