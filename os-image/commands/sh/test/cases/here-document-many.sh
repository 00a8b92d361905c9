cat <<A; cat <<B
a
A
b
B
cat <<A - <<B
first
A
second
B
cat <<E | cat
piped
E
while read l; do echo "<$l>"; done <<E
1
2
E
f() { cat <<E
in function $1
E
}
f x; f y
