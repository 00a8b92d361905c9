echo 'a:b:c' | { IFS=: read x y; echo "[$x][$y]"; }
echo 'a::c' | { IFS=: read x y z; echo "[$x][$y][$z]"; }
echo ':a:' | { IFS=: read x y z; echo "[$x][$y][$z]"; }
echo 'a:b:' | { IFS=: read x y; echo "[$x][$y]"; }
echo 'a:b:c:' | { IFS=: read x y; echo "[$x][$y]"; }
echo '  x y  ' | { IFS= read x; echo "[$x]"; }
echo 'a , b , c' | { IFS=' ,' read x y z; echo "[$x][$y][$z]"; }
while IFS=: read user rest; do echo "$user"; done <<E
root:x:0
daemon:y:1
E
