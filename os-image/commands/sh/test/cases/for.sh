for i in a "b c" d; do echo "<$i>"; done
for i in; do echo never; done; echo $?
set -- x y; for i; do echo $i; done
for i do echo $i; done
for i
in 1 2
do
echo $i
done
for i in $(echo p q) *nomatch; do echo $i; done
for i in 1 2 3; do for j in a b; do echo $i$j; done; done
echo $i
