"""Inbox: who waits for us?"""
