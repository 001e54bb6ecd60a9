# What the cases share. Sourced by `run`.

# A fresh data folder that everybody may walk to, for the length of a case.
fresh() {
    mktemp -d "$place/home-XXXXXX"
}

# thereafter, in an environment that says nothing but where it works.
bare() {
    env -i PATH=/usr/bin:/bin THEREAFTER_HOME="$home" "$checkout/bin/thereafter" "$@"
}

# The same in the background: $begun is its own process, and not that of a shell around it.
begin() {
    env -i PATH=/usr/bin:/bin THEREAFTER_HOME="$home" "$checkout/bin/thereafter" "$@" &
    begun=$!
}

# The same as somebody who is not root.
as_user() {
    setpriv --reuid=nobody --regid=nogroup --clear-groups env -i PATH=/usr/bin:/bin HOME=/nonexistent "$@"
}

# The output of a command that must refuse with exit code 2, in sentences and not in a trace.
refusal() {
    code=0
    said=$("$@" 2>&1) || code=$?
    [ "$code" = 2 ] || { echo "exit code $code instead of 2: $said"; return 1; }
    no_trace "$said"
}

no_trace() {
    case $1 in
    *Traceback* | *'File "'*) echo "a trace instead of a sentence: $1"; return 1 ;;
    esac
}

# Somebody else, who must not be able to do it.
denied() {
    if setpriv --reuid=12345 --regid=12345 --clear-groups "$@" >/dev/null 2>&1; then
        echo "somebody else may: $*"
        return 1
    fi
}

# Whether what was said last holds these words.
says() {
    case $said in
    *"$1"*) ;;
    *) echo "\"$1\" was not said, but: $said"; return 1 ;;
    esac
}

# Works: brings the database up and answers from it.
works() {
    said=$(bare migrate 2>&1) || { echo "$said"; return 1; }
    no_trace "$said"
    said=$(bare sign-in 2>&1) || { echo "$said"; return 1; }
    says "/sign-in/"
}

# The server of the present data folder: where its files are.
data() {
    found=$(find "$home" /var/lib/thereafter -maxdepth 4 -name PG_VERSION -newer "$place/began" 2>/dev/null | head -1) || true  # files come and go
    dirname "$found"
}

# Run `up` on our port in the background until it serves; its process is $up, what it says in $place/up.
start() {
    begin up --port "$port" >"$place/up" 2>&1
    up=$begun
    until grep -q "Sign in once" "$place/up"; do
        kill -0 "$up" 2>/dev/null || { cat "$place/up"; return 1; }
        sleep 0.2
    done
}

finish() {
    kill "$up"
    wait "$up" || true
}
