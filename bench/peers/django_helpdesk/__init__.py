"""django-helpdesk from PyPI, in an environment of its own under var/bench/peers; see `install.sh`."""
