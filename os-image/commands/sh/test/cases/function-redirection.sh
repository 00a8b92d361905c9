f() { echo out; echo err >&2; } > fout 2>&1
f; cat fout
g() { cat; } <<E
here $1
E
g a; g b
h() { read x; echo "[$x]"; }; echo line | h
