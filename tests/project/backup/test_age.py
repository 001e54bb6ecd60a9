"""What the list of what was looked at says of backups."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import NOON
from thereafter.project.backup import age
from thereafter.project.backup.models import Backup
from thereafter.project.demo import house
from thereafter.record.shop import settings
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui.shapes import Tone

pytestmark = pytest.mark.django_db


def look() -> Check:
    (found,) = age.last_backup(Look(settings.read(), NOON, NOON))
    return found


def test_a_shop_without_a_backup_or_with_an_old_one_is_told_what_to_do() -> None:
    assert (look().tone, look().words) == (Tone.WARN, "None was made yet.")
    Backup.objects.create(at=NOON - timedelta(days=3), bytes=5_000_000, seconds=1.0)
    assert look().tone is Tone.WARN
    assert "every night" in look().remedy
    Backup.objects.create(at=NOON - timedelta(hours=5), bytes=5_000_000, seconds=1.0)
    assert look().tone is Tone.GOOD


def test_a_demo_without_a_backup_is_all_right_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "DATABASE", connection.settings_dict["NAME"])
    assert (look().tone, look().remedy) == (Tone.GOOD, "")
    assert "A demo needs none" in look().words
