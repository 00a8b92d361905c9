exec 3> f; echo three >&3; echo more >&3; exec 3>&-; cat f
exec 4< f; read x <&4; read y <&4; echo $x $y; exec 4<&-
(echo closed >&3) 2>/dev/null; echo $?
echo swap 3>&1 1>&2 2>&3 3>&- | cat
{ echo out; echo err >&2; } 2>/dev/null
{ echo out; echo err >&2; } 2>&1 >/dev/null
exec 5<&0; exec 5<&-
exec 6>&1; echo six >&6
