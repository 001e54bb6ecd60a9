"""Which arm a customer belongs to. Pure: the twin of the hash in sql/assign.sql (a test holds them together)."""

from hashlib import sha256

from thereafter.engagement.experiments.models import Arm

BASIS = 10_000


def arm(salt: str, customer_id: int, control_share: int) -> Arm:
    """The arm by the first 32 bits of SHA-256 over `salt:customer_id`. `control_share` is in basis points of 10,000."""
    point = int.from_bytes(sha256(f"{salt}:{customer_id}".encode()).digest()[:4])
    return Arm.CONTROL if point * BASIS < control_share << 32 else Arm.TREATMENT
