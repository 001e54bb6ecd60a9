"""The secret key may change: what it sealed opens, whoever was erased stays unknown, and what is lost is said aloud."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from tests import cast
from tests.cast import NOON
from thereafter.connectors.files import importing
from thereafter.connectors.files.settings import Settings
from thereafter.foundation import safes
from thereafter.foundation.clock import VirtualClock
from thereafter.foundation.errors import Refusal
from thereafter.project import home
from thereafter.project.keys import changing, looking
from thereafter.record.customers import erasing
from thereafter.record.customers.models import Customer, ErasedName, ErasureKey
from thereafter.record.shop import signing
from thereafter.record.shop.settings import ShopSettings
from thereafter.surfaces.console.settings.health import Check, Look
from thereafter.surfaces.ui.shapes import Tone

pytestmark = pytest.mark.django_db
Bring = Callable[[str], object]
ADA = "customer,email,first_name\n21,ada@people.example,Ada\n"


@pytest.fixture(autouse=True)
def a_house_of_its_own(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("THEREAFTER_HOME", str(tmp_path / "home"))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = home.secret(home.home(), changing.PRESENT), []
    ErasureKey.objects.all().delete()  # the one that came with the tables was sealed by the tests' key
    yield home.home()


@pytest.fixture
def sealed() -> None:
    """A key for letters, and one of the erased."""
    signing.make("calder.example", now=NOON)
    signing.use("calder.example", now=NOON)
    erasing.erase([cast.ada().pk], by="console:ruth", now=NOON)


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Import people."""

    def bring(text: str) -> object:
        (tmp_path / "people.csv").write_text(text)
        clock = VirtualClock(NOON)
        return importing.run(tmp_path / "people.csv", "customers", Settings(), clock=clock, actor="ruth")

    return bring


def seen() -> Check:
    [check] = looking.secret_key(Look(ShopSettings(), NOON, NOON))
    return check


def signs() -> bool:
    return signing.signer("hello@calder.example") is not None


def test_after_a_change_everything_opens_is_sealed_anew_and_no_file_brings_back_who_was_erased(
    sealed: None, settings: LazySettings, bring: Bring
) -> None:
    before = settings.SECRET_KEY
    assert changing.change(leaked=False) == 2
    assert before != settings.SECRET_KEY and signs()
    assert home.secret(home.home(), changing.PRESENT) == settings.SECRET_KEY
    kept = home.home() / changing.BEFORE
    assert kept.read_text() == f"{before}\n" and stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert seen().words == "It opens all that is sealed. An older key still opens links in mails and sessions."
    settings.SECRET_KEY_FALLBACKS = []
    assert seen().tone is Tone.GOOD and signs()
    bring(ADA)
    assert not Customer.objects.exists()


def test_a_change_that_was_killed_half_way_has_lost_nothing(
    sealed: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed() -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(safes, "renew", killed)
        changing.change(leaked=False)
    settings.SECRET_KEY = home.secret(home.home(), changing.PRESENT)  # as the next start reads them
    settings.SECRET_KEY_FALLBACKS = home.older_secrets(home.home(), changing.BEFORE)
    assert signs()
    assert seen().tone is Tone.WARN and "still seals the signing key and the key of the erased" in seen().words
    assert safes.renew() == 2 and safes.renew() == 0
    assert seen().tone is Tone.GOOD


def test_a_key_that_leaked_is_not_kept(sealed: None, settings: LazySettings) -> None:
    changing.change(leaked=True)
    assert settings.SECRET_KEY_FALLBACKS == [] and not (home.home() / changing.BEFORE).exists()
    assert seen().words == "It opens all that is sealed."


def test_where_the_environment_says_the_key_the_environment_changes_it(
    sealed: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = settings.SECRET_KEY
    monkeypatch.setenv("THEREAFTER_SECRET_KEY", before)
    with pytest.raises(Refusal, match="Put the new one there and the old one into THEREAFTER_OLD_SECRET_KEYS"):
        changing.change(leaked=False)
    assert before == settings.SECRET_KEY and seen().tone is Tone.GOOD


def test_a_key_that_is_gone_is_said_under_settings_with_the_remedy(sealed: None, settings: LazySettings) -> None:
    settings.SECRET_KEY = "another"
    assert seen().tone is Tone.BAD
    assert "does not open the signing key and the key of the erased: letters leave unsigned" in seen().words
    assert f"in THEREAFTER_OLD_SECRET_KEYS or as a line of {home.home()}/secret-keys-before" in seen().remedy
    console = Client()
    console.force_login(cast.member().user)
    page = console.get("/settings/").content.decode()
    assert "nobody who was erased is known again" in page and "secret-keys-before" in page


def test_without_its_key_nothing_is_imported_and_nobody_erased_rather_than_one_brought_back(
    sealed: None, settings: LazySettings, bring: Bring
) -> None:
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(Refusal, match="Put the old key back"):
        bring(ADA)
    grace = cast.grace()
    with pytest.raises(Refusal, match="Nothing was done"):
        erasing.erase([grace.pk], by="console:ruth", now=NOON)
    assert list(Customer.objects.all()) == [grace]
    settings.SECRET_KEY_FALLBACKS = [before]
    bring(ADA)
    assert list(Customer.objects.all()) == [grace]


def test_where_it_is_gone_for_good_one_goes_on_without(sealed: None, settings: LazySettings, bring: Bring) -> None:
    settings.SECRET_KEY = "another"
    with pytest.raises(Refusal, match="thereafter doctor"):
        changing.change(leaked=False)
    assert safes.give_up() == 2 and safes.give_up() == 0
    assert seen().tone is Tone.GOOD and not ErasedName.objects.exists()
    bring(ADA)
    assert Customer.objects.get().first_name == "Ada"
    erasing.erase([Customer.objects.get().pk], by="console:ruth", now=NOON)
    bring(ADA + "\n")
    assert not Customer.objects.exists()
