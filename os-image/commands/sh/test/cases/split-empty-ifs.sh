show() { echo $#; for i in "$@"; do echo "<$i>"; done; }
IFS=
x="a b  c"; show $x
IFS=x; y=axbxc; show $y
unset IFS; show $x
