(exit 3) & wait $!; echo $?
sleep 0 & wait; echo $?
{ echo bg; } & wait
true & p=$!; wait $p; echo $?
(exit 1) & a=$!; (exit 2) & b=$!; wait $b; echo $?; wait $a; echo $?
wait 999999; echo $?
x=1; { x=2; } & wait; echo $x
