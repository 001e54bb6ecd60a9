"""Finding orders by their numbers or the beginnings of them, as shops write them: 1001, #1001."""

from thereafter.foundation.sql import Folder
from thereafter.record.commerce.models import Order

SQL = Folder(__file__)


def find(text: str, *, limit: int) -> list[Order]:
    """Orders whose number `text` may be or begin, in any letters, with or without a number sign. Exact ones first."""
    word = text.replace("\0", "").strip()
    if not word:
        return []
    bare = word.lstrip("#")
    spellings = [word, word.upper(), word.lower(), bare, f"#{bare}"] if bare else [word]
    rows = SQL["find_orders"].rows(numbers=list(dict.fromkeys(spellings)), limit=limit)
    best_first = list(dict.fromkeys(row.id for row in sorted(rows, key=lambda row: not row.exact)))[:limit]
    found = Order.objects.in_bulk(best_first)
    return [found[pk] for pk in best_first if pk in found]
