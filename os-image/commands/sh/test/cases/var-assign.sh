a=1 b=2
echo $a$b
a=$b b=3 c=$a
echo $a $b $c
d="x  y" e='p  q' f=r\ \ s
echo "$d" "$e" "$f"
g=
echo "[$g]"
a=$(echo 1)$(echo 2)"3"'4'
echo $a
