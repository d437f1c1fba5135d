#!/bin/sh
# Installs django-helpdesk from PyPI into var/bench/peers/django-helpdesk. Run from the root of the repository.
set -eu
home=var/bench/peers/django-helpdesk
python3 -m venv "$home"
"$home/bin/pip" install -q django-helpdesk gunicorn 'psycopg[binary]' setuptools
echo "Installed: $("$home/bin/pip" show django-helpdesk | sed -n 's/^Version: //p')"
