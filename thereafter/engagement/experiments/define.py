"""Making experiments, and changing how large their control group is."""

from datetime import datetime

from thereafter.engagement.experiments.models import Experiment
from thereafter.record.shop.settings import ShopSettings

WHOLE_SHOP = "global"


def define(key: str, *, control_share: int, now: datetime) -> Experiment:
    """The experiment of this key with this control share (basis points); made, or changed for whoever has no arm yet.

    Raises ValueError for a share outside 0 to 5,000.
    """
    if not 0 <= control_share <= 5_000:
        raise ValueError(f"A control share of {control_share / 100:g} % is not between 0 and 50 %.")
    experiment, _ = Experiment.objects.get_or_create(
        key=key, defaults={"salt": key, "control_share": control_share, "since": now}
    )
    if experiment.control_share != control_share:
        experiment.control_share = control_share
        experiment.save(update_fields=["control_share"])
    return experiment


def whole_shop(shop: ShopSettings, *, now: datetime) -> Experiment:
    """The experiment of the whole shop, which holds people out of everything but service."""
    return define(WHOLE_SHOP, control_share=round(shop.global_control_share * 10_000), now=now)
