echo a > f; echo b >> f; cat f
echo c > f; cat f
echo d 1> f 2> g; cat f g
> empty; cat empty; echo $?
echo x >| f; cat f
echo e >f g; cat f
>h echo front; cat h
{ echo 1; echo 2 >&2; } 2>&1 | cat
