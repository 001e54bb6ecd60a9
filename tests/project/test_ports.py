"""A port belongs to one shop."""

import socket

from thereafter.project.serve import free_port, hold_port

ANYWHERE = 20_700


def test_a_port_that_one_shop_holds_is_not_given_to_a_second_that_starts_at_the_same_moment() -> None:
    with hold_port("127.0.0.1", ANYWHERE) as first, hold_port("127.0.0.1", first.getsockname()[1]) as second:
        assert first.getsockname() != second.getsockname()


def test_the_web_server_may_share_the_port_that_is_held_for_it() -> None:
    with hold_port("127.0.0.1", ANYWHERE) as held, socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        server.bind(held.getsockname())
        server.listen()
        with socket.create_connection(held.getsockname(), timeout=5), server.accept()[0]:
            assert free_port("127.0.0.1", held.getsockname()[1]) != held.getsockname()[1]
