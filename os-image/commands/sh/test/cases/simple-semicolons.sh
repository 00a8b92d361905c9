echo a; echo b;echo c
{ echo d; echo e; }
(echo f; echo g)
if true;then echo h;fi
