printf '1\n2\n3\n' > f
cat < f
while read x; do echo "<$x>"; done < f
read a < f; echo $a
{ read a; read b; echo $a $b; } < f
cat <f >g; cat g
cat < nofile 2>/dev/null; echo $?
