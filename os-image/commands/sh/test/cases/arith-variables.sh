x=5 y=3
echo $((x + y)) $(($x * $y)) $((x - unset_one)) $((x))
z=$((x > y ? x : y)); echo $z
e=; echo $((e + 1))
n=-4; echo $((n * 2)) $((-n)) $((3 - n)) $((3-$n))
h=0x1f o=017; echo $((h)) $((o)) $((0x10 + 010))
