show() { echo $#; for i in "$@"; do echo "<$i>"; done; }
IFS=:
x=a:b::c:; show $x
x=:a; show $x
x=::; show $x
show a:b
y=:; show a${y}b "a${y}b" $y
IFS=': '
x='a : b  :c d: '; show $x
x=' a:: b'; show $x
