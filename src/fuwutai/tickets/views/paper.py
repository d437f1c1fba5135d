from django.http import HttpRequest, HttpResponse


def paper_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def paper_of_ticket(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse("")
