exec 2>&1
cat < nofile; echo $?
echo a > no/such/dir; echo $?
(echo b >&7) 2> /dev/null; echo $?
{ echo c; } < nofile; echo $?
if true; then echo d; fi > no/dir; echo $?
f() { echo e; }; f > no/dir; echo $?
echo still here
: > no/dir
echo not reached
