printf 'b 2\na 1\n' > in
while read name num; do echo "$num:$name"; done < in > out; cat out
n=0; while read l; do n=$((n + 1)); done < in; echo $n
for i in 1 2; do read l; echo "$i $l"; done < in
