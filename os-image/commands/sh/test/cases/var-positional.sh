set -- "a b" c "" d
echo $#; for i; do echo "<$i>"; done
shift; echo $# "$1"
shift 2; echo $# "$1"
set --; echo $# "[$*]"
set -- -x +y; echo "$@"
