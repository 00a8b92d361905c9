x=1; (x=2; echo $x); echo $x
(exit 4); echo $?
(cd /; pwd); 
( ( echo nested ) )
(echo a; (echo b; exit 2); echo $?)
f() { echo f; }; (unset -f f; f) 2>/dev/null; f
(trap 'echo bye' EXIT; echo hi)
