"""What a test that commits leaves is gone before the next one begins, whatever it was."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection

from tests import cast


@pytest.mark.django_db(transaction=True)
def test_every_table_is_empty_again_but_for_what_django_makes_of_the_models() -> None:
    cast.live()
    cast.judged(cast.purpose(), cast.ada())
    cast.order(cast.grace())
    cast.member()
    permissions = Permission.objects.count()
    call_command("flush", interactive=False, verbosity=0)
    assert filled() == {"auth_permission", "django_content_type"}
    assert Permission.objects.count() == permissions


def filled() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone()[0]:
                found.add(table)
    return found
