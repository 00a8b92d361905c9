exec 2>&1
(x=${nope?}); echo $?
(readonly r; r=1); echo $?
(shift 5); echo $?
(. /nope); echo $?
(cd /nope); echo $?
(eval 'echo )'); echo $?
(exit foo); echo $?
(unset 1a); echo $?
(export -z); echo $?
(exec nope_cmd); echo $?
(wait abc); echo $?
(fg); echo $?
(getopts a); echo $?
(umask 8); echo $?
(read); echo $?
(hash nope_cmd); echo $?
(echo ${a!b}); echo $?
