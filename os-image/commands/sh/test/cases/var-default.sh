unset u; e= ; s=set
echo 1 ${u-d} ${e-d} ${s-d}
echo 2 ${u:-d} ${e:-d} ${s:-d}
echo 3 ${u+a} ${e+a} ${s+a}
echo 4 ${u:+a} ${e:+a} ${s:+a}
echo 5 ${u=as} $u ${e=as} ${e:=bs} $e
unset u
echo 6 ${u:=x y} "$u"
echo 7 ${n:-${m:-nested}} "${n:-a b}" ${n:-a b}
