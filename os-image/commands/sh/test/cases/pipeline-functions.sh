up() { while read l; do echo "up $l"; done; }
gen() { echo 1; echo 2; }
gen | up | up
for i in a b; do echo $i; done | while read x; do echo "$x$x"; done
if true; then echo cond; fi | cat
case x in x) echo case;; esac | cat
