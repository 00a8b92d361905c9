eval echo a b
eval 'x=1; echo $x'
y='$x'; eval echo $y
eval; echo $?
eval 'false'; echo $?
eval 'for i in 1 2; do echo $i; done'
eval "f() { echo from eval; }"; f
cmd='echo "a  b" | cat'; eval $cmd; eval "$cmd"
eval 'eval "eval echo deep"'
for i in 1 2 3; do eval 'if [ $i = 2 ]; then break; fi'; echo $i; done
(eval 'if') 2>/dev/null; echo $?
