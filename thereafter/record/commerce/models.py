"""What was bought, returned and shipped. Every value that can change carries the instant it took its value."""

from django.db import models

from thereafter.record.customers.models import Customer


class Store(models.Model):
    """One place the shop sells: a web shop, a market place, a file."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, default="file")
    since = models.DateTimeField()


class ProductKind(models.TextChoices):
    """A thing sold, or a charge that merely stands on the bill (postage, fees)."""

    PRODUCT = "product"
    CHARGE = "charge"


class Product(models.Model):
    """What is sold under one number. `cost_minor` is per piece; without it the shop's margin rate is used."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    sku = models.CharField(max_length=120)
    title = models.CharField(max_length=500, blank=True, default="")
    category = models.CharField(max_length=200, blank=True, default="", db_index=True)
    kind = models.CharField(max_length=10, choices=ProductKind, default=ProductKind.PRODUCT)
    cost_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    link = models.URLField(max_length=1000, blank=True, default="")
    image = models.URLField(max_length=1000, blank=True, default="")
    source = models.CharField(max_length=60)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "sku"], name="commerce_product_once")]


class OrderStatus(models.TextChoices):
    """Where an order stands."""

    PLACED = "placed"
    CANCELLED = "cancelled"


class Order(models.Model):
    """One order. It *counts* when its customer is known and at least one line has quantity and price above zero.

    One whose customer was erased counts on as it did, and is nobody's.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=120, db_collation="C")  # in the order of bytes, for beginnings
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, db_index=False, related_name="orders")
    placed_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=OrderStatus, default=OrderStatus.PLACED)
    status_since = models.DateTimeField()
    counts = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField(default=0)  # of the lines that count, charges included
    known_at = models.DateTimeField()
    disowned = models.BooleanField(db_default=False)  # its customer was erased

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="commerce_order_once")]
        indexes = [
            models.Index(fields=["customer", "placed_at"], name="commerce_order_by_customer"),
            models.Index(
                fields=["id", "status_since"], condition=models.Q(status="cancelled"), name="commerce_order_cancelled"
            ),
        ]


class Line(models.Model):
    """One line of an order, named by order and position. Customer and instant are the order's, for speed."""

    class Excluded(models.TextChoices):
        """Why a line is stored but not counted. Empty: it counts."""

        NO_CUSTOMER = "no_customer", "customer unknown"
        ZERO_PRICE = "zero_price", "price is zero"
        NEGATIVE_PRICE = "negative_price", "price below zero"
        NOT_POSITIVE = "not_positive", "quantity is zero or less"

    pk = models.CompositePrimaryKey("order_id", "position")
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="lines"
    )
    position = models.IntegerField()
    customer_id = models.BigIntegerField(null=True)
    placed_at = models.DateTimeField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    quantity = models.IntegerField()
    amount_minor = models.BigIntegerField()  # quantity times unit price, rounded half to even once
    excluded = models.CharField(max_length=16, choices=Excluded, blank=True, default="")
    known_at = models.DateTimeField()

    class Meta:
        # Who bought this, and when, answered without a look at the lines themselves.
        indexes = [
            models.Index(
                fields=["product", "placed_at", "customer_id"],
                include=["order_id", "known_at"],
                condition=models.Q(excluded=""),
                name="commerce_line_by_product",
            )
        ]


class Refund(models.Model):
    """Money given back. It may match no order we know, and no customer."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=120)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="refunds")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="refunds")
    refund_of = models.CharField(max_length=120, blank=True, default="")  # the order's number, known to us or not yet
    refunded_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(default=0)  # positive: given back
    known_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="commerce_refund_once")]
        indexes = [
            models.Index(
                fields=["store", "refund_of"],
                condition=models.Q(order=None) & ~models.Q(refund_of=""),
                name="commerce_refund_untied",
            )
        ]


class RefundLine(models.Model):
    """One line of a refund; quantity and amount are positive."""

    pk = models.CompositePrimaryKey("refund_id", "position")
    refund = models.ForeignKey(
        Refund, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="lines"
    )
    position = models.IntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    quantity = models.IntegerField()
    amount_minor = models.BigIntegerField()


class Shipment(models.Model):
    """One parcel of an order: what was announced and what happened, each with the instant we learned it."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=120)  # tracking number or the source's own
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    carrier = models.CharField(max_length=60, blank=True, default="")
    announced_for = models.DateTimeField(null=True, blank=True)  # the promise: arrives by
    announced_known_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    dispatched_known_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    delivered_known_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="commerce_shipment_once")]
        indexes = [
            models.Index(
                fields=["announced_for"], condition=models.Q(delivered_at=None), name="commerce_shipment_underway"
            )
        ]
