x=global
f() { local x; x=local; echo $x; g; }
g() { echo "g sees $x"; x=changed; }
f; echo $x
h() { local x=1 y="a b"; echo $x "$y"; }
h; echo $x "[$y]"
r() { local n=$1; if [ $n -gt 0 ]; then r $((n - 1)); fi; echo $n; }
r 3
