#!/bin/sh
# Installs Request Tracker 5 from Debian with a SQLite database and serves it on port 8399. Run as root, on a machine
# that is thrown away afterwards: it writes to /etc and /var.
set -eu
size="${1:-10000}"
export DEBIAN_FRONTEND=noninteractive
apt-get install -q -y --no-install-recommends request-tracker5 rt5-standalone rt5-db-sqlite starman
cat > /etc/request-tracker5/RT_SiteConfig.d/99-measured.pm <<'CONFIG'
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '/var/lib/request-tracker5/measured.sqlite');
Set($WebPort, 8399);
Set($WebDomain, '127.0.0.1');
Set($CanonicalizeRedirectURLs, 0);
1;
CONFIG
rt-setup-database-5 --action init --skip-create || rt-setup-database-5 --action init
perl "$(dirname "$0")/load.pl" "$size"
exec starman --workers 4 --listen 127.0.0.1:8399 /usr/share/request-tracker5/libexec/rt-server
