"""Whether the sender's domain says that the shop may write in its name, asked of a real name server."""

from collections.abc import Iterator

import pytest

from tests.cast import NOON, days
from tests.connectors.dns.name_server import BROKEN, NameServer, serving
from thereafter.connectors.dns import looking, records
from thereafter.connectors.dns.models import Look
from thereafter.connectors.dns.records import Kind, Verdict
from thereafter.record.shop import signing

pytestmark = pytest.mark.django_db
SENDER = "hello@calder.example"
DKIM = "thereafter._domainkey.calder.example"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    with serving(NameServer()) as server:
        monkeypatch.setenv(looking.SERVER, server.address)
        yield server


def verdicts() -> dict[Kind, Verdict]:
    return {one.kind: one.verdict for one in looking.look(SENDER, mail_host="mail.calder.example", now=NOON)}


def paste(names: NameServer) -> None:
    """What a merchant does with the records that we show."""
    signing.make("calder.example", now=NOON)
    for record in looking.records_of(SENDER, mail_host="mail.calder.example"):
        names.records[record.name] = [record.value]


def test_a_domain_without_records_lacks_all_three(names: NameServer) -> None:
    assert set(verdicts().values()) == {Verdict.MISSING}
    assert names.asked == ["calder.example", DKIM, "_dmarc.calder.example"]


def test_what_we_say_to_paste_is_what_we_look_for(names: NameServer) -> None:
    paste(names)
    assert set(verdicts().values()) == {Verdict.GOOD}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_relay_on_this_very_machine_vouches_for_nobody_so_the_domains_own_servers_are_proposed(host: str) -> None:
    spf = records.wanted("calder.example", selector="t", public_key="k", mail_host=host)[0]
    assert spf.value == "v=spf1 a mx ~all"


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("mail.calder.example", "include:mail.calder.example"),
        ("192.0.2.7", "ip4:192.0.2.7"),
        ("2001:db8::7", "ip6:2001:db8::7"),
    ],
)
def test_a_mail_server_that_is_named_by_its_number_is_named_so_in_spf(host: str, words: str) -> None:
    spf = records.wanted("calder.example", selector="t", public_key="k", mail_host=host)[0]
    assert spf.value == f"v=spf1 {words} ~all"


@pytest.mark.parametrize(
    ("name", "texts", "kind"),
    [
        ("calder.example", ["v=spf1 a ~all", "v=spf1 mx ~all"], Kind.SPF),
        ("calder.example", ["v=spf1 +all"], Kind.SPF),
        (DKIM, ["v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQ"], Kind.DKIM),
        ("_dmarc.calder.example", ["v=DMARC1; p=perhaps"], Kind.DMARC),
    ],
)
def test_a_record_that_does_harm_is_told_from_one_that_is_missing(
    names: NameServer, name: str, texts: list[str], kind: Kind
) -> None:
    paste(names)
    names.records[name] = texts
    assert verdicts()[kind] is Verdict.WRONG


def test_other_texts_of_a_domain_do_not_matter(names: NameServer) -> None:
    paste(names)
    names.records["calder.example"].append("google-site-verification=abc")
    assert verdicts()[Kind.SPF] is Verdict.GOOD


def test_letters_are_signed_once_the_key_was_seen_and_no_more_when_it_is_gone(names: NameServer) -> None:
    verdicts()
    assert signing.signer(SENDER) is None
    paste(names)
    verdicts()
    assert signing.signer(SENDER)
    del names.records[DKIM]
    verdicts()
    assert signing.signer(SENDER) is None


def test_a_name_server_that_does_not_answer_changes_nothing(names: NameServer) -> None:
    paste(names)
    verdicts()
    names.mood = BROKEN
    assert set(verdicts().values()) == {Verdict.UNKNOWN}
    assert signing.signer(SENDER)


def test_what_was_found_is_kept_with_its_instant_and_looking_again_takes_its_place(names: NameServer) -> None:
    verdicts()
    looking.look(SENDER, mail_host="", now=NOON + days(1))
    assert {one.looked_at for one in Look.objects.all()} == {NOON + days(1)}
    assert looking.seen(SENDER).keys() == set(Kind)


@pytest.mark.parametrize("sender", ["", "nobody", "a@", "a@\udfff.de"])
def test_what_is_no_address_has_no_records(names: NameServer, sender: str) -> None:
    assert looking.look(sender, mail_host="", now=NOON) == []
    assert names.asked == []
