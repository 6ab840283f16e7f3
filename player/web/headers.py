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
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if response.mimetype == "text/html" and request.endpoint not in FOR_SEARCH_ENGINES:
        headers.setdefault("X-Robots-Tag", "noindex")
    if response.mimetype == "text/html":
        headers.setdefault("Cache-Control", "no-store")  # the Back button asks the server, so it never shows stale work
    return response
