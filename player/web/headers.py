"""The headers every answer carries: what a page may load, who may frame it, what may be kept."""

from flask import Flask, Response, current_app, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",  # Bootstrap's own stylesheet draws its icons with data: images
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

FOR_SEARCH_ENGINES = {"home.front", "enrollment.course"}
"""The pages that may be found by searching; all others are somebody's own, or a step of something."""


def install(app: Flask) -> None:
    """Put the security headers on every answer; pages of a person are never kept by shared caches."""
    app.extensions["player.headers"] = tuple(everywhere(secure=app.config["SESSION_COOKIE_SECURE"]).items())
    app.after_request(_add)


def everywhere(*, secure: bool) -> dict[str, str]:
    """Return the headers of every answer, whoever gives it; ``secure``: learners reach the site over TLS."""
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    return {**headers, "Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if secure else headers


def _add(response: Response) -> Response:
    headers = response.headers
    for name, value in current_app.extensions["player.headers"]:
        headers.setdefault(name, value)
    if response.mimetype == "text/html" and request.endpoint not in FOR_SEARCH_ENGINES:
        headers.setdefault("X-Robots-Tag", "noindex")
    if response.mimetype == "text/html":
        headers.setdefault("Cache-Control", "no-store")  # the Back button asks the server, so it never shows stale work
    return response
