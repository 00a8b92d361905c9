readonly r=1
echo $r
(r=2; echo not reached) 2>&1; echo $?
(unset r) 2>&1; echo $?
readonly q; (q=1) 2>&1; echo $?
