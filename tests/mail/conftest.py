from collections.abc import Iterator

import pytest

from tests.mail import servers


@pytest.fixture(scope="session")
def dovecot() -> Iterator[servers.Dovecot]:
    with servers.dovecot() as running:
        yield running
