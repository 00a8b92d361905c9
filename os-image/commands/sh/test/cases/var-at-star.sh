show() { echo $#; for i in "$@"; do echo "<$i>"; done; }
set -- "a b" "" c
show $@
show $*
show "$@"
show "$*"
show x"$@"y
show "$@$@"
IFS=-
show "$*"
show $*
IFS=
show "$*"
show $*
unset IFS
show "$*"
set --
show "$@"
show "$*"
show $@ $*
show x"$@"y
show ""$@""
