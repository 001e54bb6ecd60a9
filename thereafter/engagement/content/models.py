"""Guides and other pieces that help with what was bought; they attach themselves by product or category."""

from django.db import models

from thereafter.record.commerce.models import Product


class Guide(models.Model):
    """A piece of help in Markdown. For one product, else for a category, else for everybody."""

    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400)
    body = models.TextField()
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.CASCADE)
    category = models.CharField(max_length=200, blank=True, default="", db_index=True)
    language = models.CharField(max_length=35, default="en")
    source = models.CharField(max_length=60)  # "invented" in the demo
    since = models.DateTimeField()
