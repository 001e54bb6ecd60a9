"""Names without capitals and accents, as the database folds them: what is found, and what it is found by."""

from django.db.models import Func, TextField


class Folded(Func):
    """`customers_folded(words)`: Müller and muller are one."""

    function = "customers_folded"
    output_field = TextField()


class NameWords(Func):
    """`customers_name_words(first, last)`: the folded words of both names, to be searched."""

    function = "customers_name_words"
    output_field = TextField()
