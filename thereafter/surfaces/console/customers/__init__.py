"""Customers: who is this?"""
