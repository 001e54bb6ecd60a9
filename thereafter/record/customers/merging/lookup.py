"""Who somebody is now: links in old mails, bookmarks and bounces still name the record that went."""

from thereafter.record.customers.models import Merge

_LONGEST_CHAIN = 100


def now_known_as(customer_id: int) -> int:
    """The number under which she is known now: her own, or that of the record which hers was joined to."""
    present = customer_id
    for _ in range(_LONGEST_CHAIN):
        stays = Merge.objects.filter(gone_id=present, undone_at=None).values_list("stays_id", flat=True).first()
        if stays is None:
            break
        present = stays
    return present
