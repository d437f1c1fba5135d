from django.http import HttpRequest


def who_reads(request: HttpRequest) -> dict[str, object]:
    """Puts `actor` into every template."""
    return {"actor": getattr(request, "actor", None)}
