printf 'a %s b %d c\n' str 42
printf '%s\n' one two three
printf '%s-%s\n' a b c
printf '%5s|%-5s|%05d|%+d|%x|%X|%o|%c|%%\n' ab cd 42 7 255 255 8 xyz
printf '%.2s|%.5d|%8.3d|% d\n' abcdef 42 7 5
printf '\ta\\b\101\n'
printf '%b' 'x\ty\n' 'a\0101\n'
printf '%b\n' 'stop\chere' never
echo
printf 'none\n' ignored?
printf '%s\n'
printf '%d %d\n' 0x1f 017
printf '%d\n' "'A"
printf '%*d|%-*d|\n' 5 42 5 42
printf -- '--\n'
