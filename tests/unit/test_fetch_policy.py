"""Which addresses an attachment may come from."""

import pytest

from app.models.errors import AttachmentRefusedError
from app.services.fetch_policy import FetchPolicy, is_allowed_address, split_url

PUBLIC = ["8.8.8.8", "190.85.1.1", "2001:4860:4860::8888"]
PRIVATE = ["127.0.0.1", "127.8.8.8", "10.0.0.5", "172.16.3.4", "192.168.1.10", "100.64.1.1", "::1", "fd12:3456::1"]
NEVER = ["169.254.169.254", "169.254.1.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "fe80::1", "ff02::1", "::"]
METADATA = ["fd00:ec2::254", "100.100.100.200", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed_anywhere(address: str) -> None:
    assert is_allowed_address(address, private=False)
    assert is_allowed_address(address, private=True)


@pytest.mark.parametrize(
    "address", [*PRIVATE, "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "fec0::1"]
)
def test_private_addresses_only_where_an_administrator_named_them(address: str) -> None:
    assert not is_allowed_address(address, private=False)
    assert is_allowed_address(address, private=True)


@pytest.mark.parametrize("address", [*NEVER, *METADATA])
def test_link_local_and_metadata_addresses_never(address: str) -> None:
    assert not is_allowed_address(address, private=False)
    if address != "255.255.255.255":
        assert not is_allowed_address(address, private=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "ftp://chat.clinic.example/a",
        "gopher://chat.clinic.example/a",
        "data:audio/ogg;base64,AAAA",
        "//chat.clinic.example/a",
        "/rails/active_storage/a",
        "https://",
        "https:///a",
        "https://user@chat.clinic.example/a",
        "https://chat.clinic.example@evil.example/a",
        "https://evil.example\\@chat.clinic.example/a",
        "https://chat.clinic.example:99999/a",
        "https://chat.clinic.example:0/a",
        "https://[::1/a",
        "https://[fe80::1%25eth0]/a",
        "https://chat.clinic.example/a\r\nX-Evil: 1",
        "https://chat.clinic.example/\ta",
        " https://chat.clinic.example/a",
        "https://chat.clinic.example/" + "a" * 5_000,
    ],
)
def test_anything_but_a_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(AttachmentRefusedError):
        split_url(url)


def test_an_origin_is_compared_in_one_form() -> None:
    origin, target = split_url("HTTPS://Chat.Clinic.Example.:443/ruta/nota%20niña.ogg?disposition=inline#x")

    assert origin == split_url("https://chat.clinic.example")[0]
    assert target == "/ruta/nota%20ni%C3%B1a.ogg?disposition=inline"
    assert origin.netloc == "chat.clinic.example"


POLICY = FetchPolicy.of("http://127.0.0.1:3000/", ["files.example", "store.example:9000", "  Cdn.Example "])


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:3000/x",
        "https://files.example/x",
        "http://files.example/x",
        "https://store.example:9000/x",
        "https://cdn.example/x",
    ],
)
def test_the_companys_own_address_and_its_hosts_are_allowed(url: str) -> None:
    POLICY.check(split_url(url)[0], None)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:3001/x",
        "http://127.0.0.1/x",
        "https://127.0.0.1:3000/x",
        "http://localhost:3000/x",
        "http://2130706433:3000/x",
        "http://0x7f000001:3000/x",
        "http://127.1:3000/x",
        "http://[::ffff:127.0.0.1]:3000/x",
        "https://files.example:8443/x",
        "https://store.example/x",
        "https://files.example.evil.example/x",
        "https://evilfiles.example/x",
        "https://169.254.169.254/latest/meta-data",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(AttachmentRefusedError):
        POLICY.check(split_url(url)[0], None)


def test_a_redirect_from_https_to_http_is_refused() -> None:
    secure, plain = split_url("https://files.example/x")[0], split_url("http://files.example/x")[0]
    with pytest.raises(AttachmentRefusedError):
        POLICY.check(plain, secure)


def test_only_the_companys_own_address_may_be_private() -> None:
    assert POLICY.may_be_private(split_url("http://127.0.0.1:3000/x")[0])
    assert not POLICY.may_be_private(split_url("https://files.example/x")[0])


@pytest.mark.parametrize("entry", ["", ":80", "host:port", "http://", "[::1"])
def test_an_unreadable_entry_matches_nothing(entry: str) -> None:
    policy = FetchPolicy.of("", [entry])
    for url in ("http://a/b", "http://host/x", "http://http/x"):
        with pytest.raises(AttachmentRefusedError):
            policy.check(split_url(url)[0], None)


def test_a_host_may_be_written_as_an_address() -> None:
    FetchPolicy.of("", ["https://files.example/"]).check(split_url("https://files.example/x")[0], None)
