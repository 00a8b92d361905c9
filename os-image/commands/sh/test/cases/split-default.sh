show() { echo $#; for i in "$@"; do echo "<$i>"; done; }
x="  a  b	c
d  "
show $x
show "$x"
show pre$x"post"
show $x$x
show ""$x
