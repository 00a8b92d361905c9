f() { echo inside; }
f > o; echo outside; cat o
{ echo 1; } > o; echo 2; cat o
for i in a b; do echo $i; done > o; echo 3; cat o
if true; then echo t; fi > o; cat o
while read l; do echo "r $l"; done < o
: > o; cat o
exec 7> keep; { echo k >&7; } 7>&1; echo real >&7; exec 7>&-; cat keep
