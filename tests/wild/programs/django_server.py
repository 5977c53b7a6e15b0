"""A Django project in one file, under runserver; arguments are runserver's own."""

import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpResponse
from django.urls import path


def hello(request, name="World"):
    return HttpResponse(f"Hello {name}!")


urlpatterns = [path("", hello), path("<slug:name>/", hello)]

if not settings.configured:
    settings.configure(
        DEBUG=True,
        SECRET_KEY="not much of one",
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
    )

if __name__ == "__main__":
    execute_from_command_line([sys.argv[0], "runserver", *sys.argv[1:], "127.0.0.1:0"])
