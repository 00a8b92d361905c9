show() { echo $#; for i in "$@"; do echo "<$i>"; done; }
show $(echo a b; echo c)
show "$(echo a b; echo c)"
show x$(echo 1 2)y
show $(true) "$(true)"
show `echo a` "`echo b  c`"
