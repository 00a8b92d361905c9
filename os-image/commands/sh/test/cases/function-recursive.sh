fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1 - 1))))); fi; }
fact 6
fib() { if [ $1 -lt 2 ]; then r=$1; return; fi; fib $(($1 - 1)); local a=$r; fib $(($1 - 2)); r=$((r + a)); }
fib 10; echo $r
count() { if [ $1 -gt 0 ]; then count $(($1 - 1)); fi; }; count 100; echo deep
