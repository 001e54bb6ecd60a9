"""Names that leave the house cannot be guessed, and survive being read aloud or put into an address."""

from thereafter.foundation.ids import run_key, token


def test_tokens_are_26_letters_and_digits_that_do_not_look_alike() -> None:
    tokens = {token() for _ in range(1_000)}
    assert len(tokens) == 1_000
    assert {len(one) for one in tokens} == {26}
    assert not set("".join(tokens)) & set("01ilo")
    assert "".join(tokens).isalnum() and "".join(tokens).islower()


def test_run_keys_are_random() -> None:
    assert len({run_key() for _ in range(1_000)}) == 1_000
    assert run_key().version == 4
