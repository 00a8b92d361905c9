f() { echo "f:$v"; }
v=1 f; echo "[$v]"
v=2 true; echo "[$v]"
v=3 :; echo "[$v]"
v=4 eval 'echo "e:$v"'; echo "[$v]"
unset v
v=5 sh -c 'echo "c:$v"'; echo "[$v]"
v=a v=${v}b sh -c 'echo $v'
