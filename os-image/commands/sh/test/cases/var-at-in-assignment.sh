set -- a "b c" d
IFS=:
x=$*; echo "$x"
x="$*"; echo "$x"
x="$@"; echo "$x"
IFS=' '
x=$@; echo "$x"
case "$*" in "a b c d") echo joined;; esac
