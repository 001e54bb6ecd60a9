# The cases. Each runs in a shell of its own with `set -e`; what it prints is shown where it fails.

# Set-up takes a Python and pip, and says so where it has none; the second time it needs nothing.
case_no_uv() {
    [ -x "$checkout/.venv/bin/thereafter" ]
    env -i PATH=/usr/bin:/bin "$checkout/bin/setup" run
}

# Without pip and venv's own copy of it: one sentence that names the package.
case_no_pip() {
    mkdir "$place/nothing" 2>/dev/null || true
    copy=$place/without-pip
    rm -rf "$copy" && mkdir "$copy" && git -C "$root" archive HEAD | tar -x -C "$copy"
    hidden=$(/usr/bin/python3 -c 'import ensurepip, os; print(os.path.dirname(ensurepip.__file__))')
    without() {
        unshare --mount sh -c "mount --bind '$place/nothing' '$hidden' && env -i PATH=/usr/bin:/bin '$copy/bin/setup' run"
    }
    refusal without
    says "apt-get install python3-venv"
}

# As root the database runs under somebody who may do nothing else.
case_as_root() {
    works
    [ "$(stat -c %U "$(data)")" != root ]
}

# As a user who is not root, whose home is not there.
case_as_a_user() {
    chown nobody "$home"
    said=$(as_user THEREAFTER_HOME="$home" "$checkout/bin/thereafter" migrate 2>&1) || { echo "$said"; return 1; }
    [ "$(stat -c %U "$home/postgres/data")" = nobody ]
}

# As a user whom the machine does not know by name.
case_as_nobody_in_the_book() {
    chown 23456 "$home"
    unknown() {
        setpriv --reuid=23456 --regid=23456 --clear-groups env -i PATH=/usr/bin:/bin "$@" "$checkout/bin/thereafter" migrate
    }
    said=$(unknown THEREAFTER_HOME="$home" 2>&1) || refusal unknown THEREAFTER_HOME="$home"
    no_trace "$said"
    refusal unknown
}

case_a_path_with_spaces() {
    home="$home/my shop's data, first"
    works
}

case_a_path_of_120_characters() {
    home=$home/$(printf 'long%.0s' $(seq 30))
    works
}

# No HOME, LANG or TZ: `bare` says none of them.
case_no_home_lang_tz() {
    works
    said=$(env -i PATH=/usr/bin:/bin THEREAFTER_HOME="$home" LANG=xx_YY.utf8 TZ=Nowhere/Land "$checkout/bin/thereafter" doctor 2>&1) || true
    no_trace "$said"
    says "Database"
}

# A checkout that nobody can write to works once it is set up, and says what is wrong where it is not.
case_a_read_only_checkout() {
    unshare --mount sh -ec "
        mount --bind '$checkout' '$checkout' && mount -o remount,ro,bind '$checkout'
        env -i PATH=/usr/bin:/bin THEREAFTER_HOME='$home' '$checkout/bin/thereafter' migrate"
    copy=$place/read-only
    rm -rf "$copy" && mkdir "$copy" && git -C "$root" archive HEAD | tar -x -C "$copy"
    unwritable() {
        unshare --mount sh -c "mount --bind '$copy' '$copy' && mount -o remount,ro,bind '$copy' &&
            env -i PATH=/usr/bin:/bin '$copy/bin/thereafter' migrate"
    }
    refusal unwritable
    says "cannot be written to"
}

# A PID file that names somebody else's process, as after a restart of the machine: that process is left alone.
case_a_stale_pid_file() {
    works
    sleep 600 &
    stranger=$!
    printf '%s\n' "$stranger" "$(data)" 1 5432 >"$(data)/postmaster.pid"
    chown --reference="$(data)/PG_VERSION" "$(data)/postmaster.pid"
    works
    kill -0 "$stranger"
    kill "$stranger"
}

# The postmaster killed under a shop that serves: it comes back, and the shop with it.
case_a_killed_postmaster() {
    start
    kill -9 "$(head -1 "$(data)/postmaster.pid")"
    for _ in $(seq 100); do
        grep -q "PostgreSQL is up again" "$place/up" && break
        sleep 0.2
    done
    grep -q "PostgreSQL is up again" "$place/up"
    [ "$(/usr/bin/python3 -c "import urllib.request as r; print(r.urlopen('http://127.0.0.1:$port/sign-in/').status)")" = 200 ]
    finish
}

# Much to recover: it waits, and says so.
case_a_long_recovery() {
    start
    bare shell >/dev/null 2>&1 <<'PYTHON'
from django.db import connection
cursor = connection.cursor()
cursor.execute("CREATE TABLE much AS SELECT number, repeat('x', 500) AS text FROM generate_series(1, 1000000) AS number")
cursor.execute("UPDATE much SET text = repeat('y', 500)")
PYTHON
    server=$(head -1 "$(data)/postmaster.pid")
    kill -9 "$up" "$server"
    wait "$up" || true
    works
}

# A port that somebody has: the next one, and a sentence.
case_a_taken_port() {
    /usr/bin/python3 -m http.server --bind 127.0.0.1 "$port" >/dev/null 2>&1 &
    taker=$!
    until (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        sleep 0.1
    done
    start
    kill "$taker"
    grep -q "Port $port is taken; using [0-9]* instead." "$place/up"
    finish
}

# Two that begin at the same moment on a machine that has nothing yet; and a second that serves hears where the first is.
case_two_at_once() {
    begin migrate >"$place/one" 2>&1
    one=$begun
    begin migrate >"$place/two" 2>&1
    two=$begun
    wait "$one" || { cat "$place/one"; return 1; }
    wait "$two" || { cat "$place/two"; return 1; }
    start
    refusal bare up
    says "served already at http://127.0.0.1:$port"
    finish
}

# The second run needs no network.
case_no_network_the_second_time() {
    unshare --net sh -ec "ip link set lo up 2>/dev/null || true
        env -i PATH=/usr/bin:/bin THEREAFTER_HOME='$home' '$checkout/bin/thereafter' migrate"
}

# A disk with 300 MB left: the shop works; a backup that does not fit says so and leaves nothing.
case_a_small_disk() {
    said=$(unshare --mount sh -c "
        mount -t tmpfs -o size=300M,mode=0711 tmpfs '$home' || exit 9
        run='env -i PATH=/usr/bin:/bin THEREAFTER_HOME=$home/shop $checkout/bin/thereafter'
        \$run migrate || exit
        \$run doctor
        mkdir '$home/small' && mount -t tmpfs -o size=100k tmpfs '$home/small' || exit 9
        \$run backup '$home/small/shop.backup'
        echo \"code \$? left \$(ls -A '$home/small' | wc -l)\"" 2>&1) || { no_trace "$said"; says "disk"; return; }
    no_trace "$said"
    says "Make room on the disk of"
    says "is too small for this backup"
    says "code 2 left 0"
}

# Nobody but the owner reads the data folder or reaches the database's socket.
case_private() {
    start
    socket=$(sed -n 5p "$(data)/postmaster.pid")/.s.PGSQL.5432
    [ -S "$socket" ]
    for path in "$home/secret-key" "$home/postgres-password" "$(data)/PG_VERSION"; do
        denied cat "$path"
    done
    denied ls "$(dirname "$socket")"
    denied /usr/bin/python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])' "$socket"
    finish
}

# A backup killed in the middle leaves no file that looks like one, and the next one takes away what it left.
case_a_killed_backup() {
    works
    mkdir "$home/safe"
    begin backup "$home/safe/one.backup" >/dev/null 2>&1
    backup=$begun
    until [ -n "$(ls -A "$home/safe")" ]; do
        kill -0 "$backup" || return 1
    done
    kill -9 "$backup"
    wait "$backup" || true
    [ ! -e "$home/safe/one.backup" ]
    bare backup "$home/safe/two.backup" >/dev/null 2>&1
    [ "$(ls -A "$home/safe")" = two.backup ]
    [ "$(stat -c %a "$home/safe/two.backup")" = 600 ]
}

# A restore killed in the middle leaves the shop as it was; the next one is done, stopped, and takes away what was left.
case_a_killed_restore() {
    works
    bare backup "$home/one.backup" >/dev/null 2>&1
    begin restore "$home/one.backup" >"$place/restoring" 2>&1
    restore=$begun
    until grep -q "Restoring" "$place/restoring"; do
        kill -0 "$restore" || { cat "$place/restoring"; return 1; }
    done
    kill -9 "$restore"
    wait "$restore" || true
    works
    said=$(bare restore "$home/one.backup" 2>&1) || { echo "$said"; return 1; }
    says "Sending is stopped"
    left=$(echo 'from django.db import connection as c; k = c.cursor(); k.execute("SELECT count(*) FROM pg_database"); print("databases", k.fetchone()[0])' | bare shell 2>/dev/null)
    case $left in *"databases 4"*) ;; *) echo "left: $left"; return 1 ;; esac
}
