true && echo and & wait
{ echo a; echo b; } | cat & wait
f() { echo fn $1; }; f arg & wait
(sleep 0; echo sub) & wait
for i in 1 2 3; do (exit $i) & done; wait; echo done
echo $? & wait
