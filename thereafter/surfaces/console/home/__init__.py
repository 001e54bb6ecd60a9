"""Home: how are my customers, and what needs me today?"""
