x=1; y=$(x=2; echo $x); echo $x $y
cd / ; z=$(cd /tmp; pwd); pwd; echo $z
echo $(exit 3) $?
set -- a b; echo $(shift; echo $1) $1
