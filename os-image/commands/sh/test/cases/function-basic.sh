f() { echo "f: $# $1 $*"; }
f; f a; f a "b c" d
g() (echo in subshell; x=sub); x=main; g; echo $x
h() if true; then echo if body; fi
h
k() { return 7; }; k; echo $?
l () { echo spaced; }; l
m()
{
	echo newline
}
m
