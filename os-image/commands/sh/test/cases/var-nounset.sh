set -u
e=
echo "[$e]" ${u-ok} ${u:-ok2} "$@" $*
(echo $u) 2>&1; echo $?
(echo ${#u}) 2>&1; echo $?
(echo ${u%x}) 2>&1; echo $?
(echo $((u + 1))) 2>&1; echo $?
