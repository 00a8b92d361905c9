x=; for i in 1 2 3 4 5 6 7 8 9 10; do x="$x true &&"; done; eval "$x echo all"
x=; for i in 1 2 3 4 5 6 7 8 9 10; do x="$x echo $i | "; done; eval "$x cat"
x=:; i=0; while [ $i -lt 300 ]; do x="$x; y=$i"; i=$((i + 1)); done; eval "$x"; echo $y
x='echo deep'; i=0; while [ $i -lt 50 ]; do x="{ $x; }"; i=$((i + 1)); done; eval "$x"
x=1; i=0; while [ $i -lt 100 ]; do x="($x)"; i=$((i + 1)); done; echo $(($x))
