x=5
echo $((x = 7)) $x
echo $((x += 3)) $((x -= 2)) $((x *= 4)) $((x /= 3)) $((x %= 7)) $x
echo $((x <<= 2)) $((x >>= 1)) $((x |= 8)) $((x &= 12)) $((x ^= 5)) $x
echo $((y = z = 4)) $y $z
i=0; while [ $((i = i + 1)) -lt 4 ]; do echo $i; done
