show() { echo $#; for i in "$@"; do echo "<$i>"; done; }
e=
show $e
show "$e"
show $e$e ""
show '' "" $e''
show ${e:-} ${e:-""} "${e:-}"
