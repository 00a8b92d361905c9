printf '1\n2\n3\n' > f
{ read a; cat; } < f
printf '1\n2\n3\n' | { read a; echo "a=$a"; cat; }
printf 'x y\nz\n' | while read a b; do echo "$b-$a"; done
