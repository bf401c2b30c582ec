"""From the National Grid of Great Britain to longitude and latitude.

Eastings and northings are a transverse Mercator projection of the Airy 1830 ellipsoid (Ordnance Survey, A Guide to
Coordinate Systems in Great Britain, annexes A to C). From there to WGS84 lead the seven parameters of the same guide,
which are right to about 5 metres; the grid of shifts OSTN, right to centimetres, is not needed for a map.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_AIRY = (6_377_563.396, 6_356_256.909)
_WGS84 = (6_378_137.0, 6_356_752.314_2)
"""Half axes in metres."""
_SCALE, _ORIGIN = 0.999_601_271_7, (np.radians(49.0), np.radians(-2.0))
_FALSE = (400_000.0, -100_000.0)
_SHIFT = (446.448, -125.157, 542.060)
_TURN = np.radians(np.array((0.1502, 0.2470, 0.8421)) / 3600)
_GROWTH = 1 - 20.4894e-6
"""From OSGB36 to WGS84: metres, seconds of arc, and by how much lengths change."""


def on_airy(east: Array, north: Array) -> tuple[Array, Array]:
    """Longitude and latitude on the ellipsoid of the grid itself, in radians."""
    a, b = (half * _SCALE for half in _AIRY)
    n = (a - b) / (a + b)
    e2 = 1 - (b / a) ** 2
    phi0, lambda0 = _ORIGIN
    rise = np.asarray(north, dtype=float) - _FALSE[1]

    def arc(phi: Array) -> Array:
        less, more = phi - phi0, phi + phi0
        length: Array = b * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * np.sin(less) * np.cos(more)
            + (1.875 * n**2 + 1.875 * n**3) * np.sin(2 * less) * np.cos(2 * more)
            - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
        )
        return length

    phi = phi0 + rise / a
    for _ in range(5):
        phi = phi + (rise - arc(phi)) / a
    t, sec = np.tan(phi), 1 / np.cos(phi)
    nu = a / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    rho = a * (1 - e2) / (1 - e2 * np.sin(phi) ** 2) ** 1.5
    eta2 = nu / rho - 1
    x = (np.asarray(east, dtype=float) - _FALSE[0]) / nu
    latitude = phi - t * nu / rho * (
        x**2 / 2 - x**4 / 24 * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) + x**6 / 720 * (61 + 90 * t**2 + 45 * t**4)
    )
    longitude = lambda0 + sec * (
        x
        - x**3 / 6 * (nu / rho + 2 * t**2)
        + x**5 / 120 * (5 + 28 * t**2 + 24 * t**4)
        - x**7 / 5040 * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    )
    return longitude, latitude


def degrees(east: Array, north: Array) -> tuple[Array, Array]:
    """Longitude and latitude of WGS84, in degrees, of points in metres on the grid."""
    longitude, latitude = on_airy(east, north)
    e2 = 1 - (_AIRY[1] / _AIRY[0]) ** 2
    nu = _AIRY[0] / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    x = nu * np.cos(latitude) * np.cos(longitude)
    y = nu * np.cos(latitude) * np.sin(longitude)
    z = nu * (1 - e2) * np.sin(latitude)
    turn_x, turn_y, turn_z = _TURN
    moved_x = _SHIFT[0] + _GROWTH * x - turn_z * y + turn_y * z
    moved_y = _SHIFT[1] + turn_z * x + _GROWTH * y - turn_x * z
    moved_z = _SHIFT[2] - turn_y * x + turn_x * y + _GROWTH * z
    e2 = 1 - (_WGS84[1] / _WGS84[0]) ** 2
    flat = np.hypot(moved_x, moved_y)
    latitude = np.arctan2(moved_z, flat * (1 - e2))
    for _ in range(5):
        nu = _WGS84[0] / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
        latitude = np.arctan2(moved_z + e2 * nu * np.sin(latitude), flat)
    return np.degrees(np.arctan2(moved_y, moved_x)), np.degrees(latitude)
