echo data | { cat & wait; }
echo data | { cat <&0 & wait; } | cat
