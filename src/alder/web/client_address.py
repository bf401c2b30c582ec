"""From which address a request comes, over https or not; and what of that a proxy in front of the site may tell.

Anybody can send the headers in which proxies tell it. So they count only from the addresses that ALDER_BEHIND_PROXY
names, and from there two of them: `X-Forwarded-For` and `X-Forwarded-Proto`. The name of the site comes in `Host`,
which proxies pass on and ALDER_HOSTS checks. All others (`Forwarded`, `X-Forwarded-Host`, `X-Real-IP` and their like)
are dropped whoever sends them: a proxy that sets one header passes the rest on as its client wrote them.
"""

from __future__ import annotations

import logging
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_log = logging.getLogger("alder.proxy")

Network = IPv4Network | IPv6Network
LOOPBACK = (ip_network("127.0.0.1"), ip_network("::1"))
"""What `on` means: a proxy on the same machine."""
_ON, _OFF = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")
_OF_ONES_OWN = tuple(
    ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")
) + tuple(ip_network(text) for text in ("fc00::/7", "fe80::/10"))
"""A whole network is trusted only where strangers cannot have an address in it (RFC 1918, 3927, 4193, 4291, 6598)."""
_FOR, _SCHEME = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
_OTHERS = ("HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_SCHEME", "HTTP_X_URL_SCHEME", "HTTP_FRONT_END_HTTPS")
_SITE_OF_IPV6 = 64
"""One customer of a provider has at least so many bits of addresses: wrong tries from all of them count as one."""


def proxies(text: str) -> tuple[Network, ...]:
    """The addresses that ALDER_BEHIND_PROXY names: none, those of this machine for `on`, or those in the list."""
    if text.strip().lower() in _OFF:
        return ()
    if text.strip().lower() in _ON:
        return LOOPBACK
    return tuple(_proxy(part.strip()) for part in text.split(",") if part.strip())


def _proxy(text: str) -> Network:
    where = f"ALDER_BEHIND_PROXY names {text}."
    next = "Name the address of the proxy, such as 10.0.0.5, or `on` for a proxy on this machine."
    try:
        network = ip_network(text)
    except ValueError:
        if text == "*":
            raise UsageError("not every address may say who asks", where=where, next=next) from None
        raise UsageError("that is no address of a proxy", where=where, next=next) from None
    if network.num_addresses > 1 and not any(_within(network, own) for own in _OF_ONES_OWN):
        raise UsageError("a public network may not say who asks, since strangers are in it", where=where, next=next)
    return network


def networks_in(text: str) -> dict[Network, str]:
    """The networks that ALDER_NETWORKS names, each with what it is: `safe room`, or the name of an organisation."""
    found: dict[Network, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        network, _, whose = (piece.strip() for piece in part.partition("="))
        try:
            found[ip_network(network)] = whose
        except ValueError:
            whose = ""
        if not whose:
            raise UsageError(
                "that says of no network whose it is",
                where=f"ALDER_NETWORKS names {part}.",
                next="Write a network and whose it is: 10.1.0.0/24=safe room, 192.0.2.0/24=University of Mereshire.",
            )
    return found


def _within(network: Network, other: Network) -> bool:
    return network.version == other.version and network.subnet_of(other)  # type: ignore[arg-type]


def address_of(request: HttpRequest) -> str:
    """Whose tries and requests are counted together."""
    return whose(str(request.META.get("REMOTE_ADDR", "")))


def whose(text: str) -> str:
    """An address; of IPv6, the network of a customer."""
    address = _address(text)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _SITE_OF_IPV6), strict=False))
    return str(address or text)


class BehindProxy:
    """Takes from the proxy who asks, and over what; and forgets every such header, so that nothing else reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._warned = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = request.META
        asked_for, scheme = said.pop(_FOR, ""), said.pop(_SCHEME, "")
        for name in [name for name in said if name in _OTHERS or name.startswith("HTTP_X_FORWARDED_")]:
            del said[name]
        trusted = settings.ALDER_BEHIND_PROXY
        wrong = ""
        if is_one_of(str(said.get("REMOTE_ADDR", "")), trusted):
            _believe(said, asked_for, scheme, trusted)
            if asked_for and not scheme:
                wrong = "The proxy in front of it has to send X-Forwarded-Proto."
        elif asked_for or scheme:
            self._warn()
            if _last(scheme) == "https":
                wrong = "The address of the proxy in front of it has to be named in ALDER_BEHIND_PROXY."
        if wrong and settings.SECURE_SSL_REDIRECT and not request.is_secure():
            # A redirect to https would come back here in the same way, for ever.
            return HttpResponse(f"This site is not set up rightly. {wrong}\n", "text/plain; charset=utf-8", 503)
        return self._get_response(request)

    def _warn(self) -> None:
        """Once: whoever sends the headers may send many. Addresses are not logged."""
        if not self._warned:
            self._warned = True
            _log.warning("forwarded headers were dropped: who sent them is not in ALDER_BEHIND_PROXY")


def _believe(said: dict[str, object], asked_for: str, scheme: str, trusted: Iterable[Network]) -> None:
    client, hops = client_of(asked_for, trusted)
    if client:
        said["REMOTE_ADDR"] = said["REMOTE_HOST"] = client
    # A chain of proxies that each add what they were asked over: what counts is what the reader asked the first over.
    schemes = [part.strip().lower() for part in scheme.split(",")]
    believed = schemes[-min(hops, len(schemes))]
    if believed in ("http", "https"):
        said["wsgi.url_scheme"] = believed


def client_of(asked_for: str, trusted: Iterable[Network]) -> tuple[str, int]:
    """The right-most address that is none of the proxies', and how many proxies stand between it and us.

    Each proxy adds on the right who asked it. What stands left of the client, its owner may have made up. Where all
    are proxies, the one that asked first is the client.
    """
    trusted, client, hops = tuple(trusted), "", 1
    for part in reversed(asked_for.split(",")):
        address = _address(part)
        if address is None:  # a name or `unknown`: the proxy that wrote it is as far as one can see
            break
        hops += 1 if client else 0
        client = str(address)
        if not _is_in(address, trusted):
            break
    return client, hops


def is_one_of(text: str, trusted: Iterable[Network]) -> bool:
    address = _address(text)
    return address is not None and _is_in(address, trusted)


def _is_in(address: IPv4Address | IPv6Address, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: some add a port, and brackets to IPv6. IPv4 within IPv6 is IPv4."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _last(scheme: str) -> str:
    """What the nearest proxy says, which comes last."""
    return scheme.rpartition(",")[2].strip().lower()
