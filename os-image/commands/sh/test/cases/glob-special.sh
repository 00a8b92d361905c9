: > 'a b'; : > 'x*y'; : > xzy; : > '[q]'; : > -dash
show() { for i in "$@"; do echo "<$i>"; done; }
show a*
show x*y 'x*'y x\*y
show \[*
show *dash
show nothing[ab
show [[]*
for f in *; do echo "$f"; done
