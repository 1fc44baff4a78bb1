"""Two tables as plain as an application's list needs them."""

from django.db import models


class Owner(models.Model):
    """Who a row belongs to."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """A row of the list."""

    owner = models.ForeignKey(Owner, on_delete=models.PROTECT)
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.number
