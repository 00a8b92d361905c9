echo 'a b c' | { read x; echo "$x"; }
echo 'a b c' | { read x y; echo "$x|$y"; }
echo 'a b c' | { read x y z w; echo "$x|$y|$z|$w"; }
echo '  lead trail  ' | { read x; echo "[$x]"; }
printf 'no newline' | { read x; echo $? "[$x]"; }
printf '' | { read x; echo $? "[$x]"; }
printf 'a\nb\n' | { read x; read y; echo $x $y; read z; echo $?; }
