"""The top of the tree of errors that are meant for a person."""


class Refusal(Exception):
    """What was asked for cannot be done. Its text is for the person who asked: the thing, the value, the remedy.

    The command line prints it as one sentence and exits with 2; nothing else of it is shown.
    """
