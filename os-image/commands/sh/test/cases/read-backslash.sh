printf 'a\\ b c\n' | { read x y; echo "[$x][$y]"; }
printf 'a\\ b c\n' | { read -r x y; echo "[$x][$y]"; }
printf 'one\\\ntwo\n' | { read x; echo "[$x]"; }
printf 'one\\\ntwo\n' | { read -r x; printf '[%s]\n' "$x"; }
printf 'a\\tb\\\\c\n' | { read x; printf '%s\n' "$x"; }
