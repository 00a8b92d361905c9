{ echo a; echo b; } > out; cat out
{ echo c; } | cat
x=1; { x=2; }; echo $x
{ echo d
}
{ { { echo deep; }; }; }
{ exit 3; }
