# The configurations that the how-tos print, tried with the programs they are for. Sourced by `run`, as cases.sh is.

# Goes on only where the machine has a program; else the case says which package brings it, and counts as not tried.
needs() {
    command -v "$1" >/dev/null || { echo "$1 is not installed here (Debian: apt-get install $2)"; exit 77; }
}

# The nth block of a kind that a how-to prints.
printed() {
    awk -v kind="\`\`\`$2" -v wanted="${3:-1}" '
        $0 == kind { inside = 1; seen++; next } $0 == "```" { inside = 0 } inside && seen == wanted' "$checkout/docs/how-to/$1"
}

# Both addresses, visited through the proxy whose certificate and command follow.
visit() {
    unshare --net env -i PATH=/usr/sbin:/usr/bin:/bin THEREAFTER_HOME="$home/shop" XDG_DATA_HOME="$home" XDG_CONFIG_HOME="$home" \
        "$checkout/.venv/bin/python" "$here/visitor.py" "$home" "$@"
}

# nginx takes what the how-to prints, and serves the console and customers' pages at two addresses.
case_behind_nginx() {
    needs nginx nginx
    needs openssl openssl
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=thereafter -keyout "$home/privkey.pem" -out "$home/fullchain.pem" \
        -addext "subjectAltName=DNS:crm.shop.example,DNS:news.shop.example" 2>/dev/null
    printed serve-with-nginx.md nginx | sed "s#/etc/letsencrypt/live/[a-z.]*/#$home/#" >"$home/thereafter"
    cat >"$home/nginx.conf" <<EOF
daemon off; pid $home/nginx.pid; error_log stderr; events {}
http { access_log off; client_body_temp_path $home/bodies; include $home/thereafter; }
EOF
    nginx -t -q -c "$home/nginx.conf"
    visit "$home/fullchain.pem" nginx -c "$home/nginx.conf"
}

# So does Caddy, whose certificates it makes itself here.
case_behind_caddy() {
    needs caddy caddy
    { printf '{\n\tlocal_certs\n\tskip_install_trust\n\tadmin off\n}\n'; printed serve-with-caddy.md caddyfile; } >"$home/Caddyfile"
    caddy validate --adapter caddyfile --config "$home/Caddyfile" 2>"$home/validated" || { cat "$home/validated"; return 1; }
    visit "$home/caddy/pki/authorities/local/root.crt" caddy run --adapter caddyfile --config "$home/Caddyfile"
}

# systemd understands the units that the how-to prints, down to the last word.
case_under_systemd() {
    needs systemd-analyze systemd
    printed run-under-systemd.md ini 1 >"$home/thereafter.service"
    printed run-under-systemd.md ini 2 >"$home/thereafter-backup.service"
    printed run-under-systemd.md ini 3 >"$home/thereafter-backup.timer"
    said=$(unshare --mount sh -ec "
        mount -t tmpfs tmpfs /opt && mkdir /opt/thereafter && mount --bind '$checkout' /opt/thereafter
        systemd-analyze verify --man=no '$home'/thereafter.service '$home'/thereafter-backup.service '$home'/thereafter-backup.timer" 2>&1) || {
        echo "$said"; return 1; }
    case $said in *"$home"*) echo "$said"; return 1 ;; esac  # a warning about one of ours
}
