#!/bin/sh
# Installs Request Tracker 5 from Debian with a SQLite database. Run as root, on a machine that is thrown away
# afterwards: it writes to /etc and /var.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get install -q -y --no-install-recommends request-tracker5 rt5-standalone rt5-db-sqlite starman
cat > /etc/request-tracker5/RT_SiteConfig.d/99-measured.pm <<'CONFIG'
Set($LogToSTDERR, 'error');
Set($LogToSyslog, 'error');
Set($MailCommand, 'testfile');
Set($WebPort, 8399);
Set($WebDomain, '127.0.0.1');
Set($CanonicalizeRedirectURLs, 0);
1;
CONFIG
