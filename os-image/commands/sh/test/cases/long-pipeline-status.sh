sh -c 'exit 3' | sh -c 'exit 4' | sh -c 'exit 5'; echo $?
echo a | cat | cat | cat | cat | cat | wc -c
yes_() { while :; do echo y || exit; done; }
yes_ 2>/dev/null | head -n 3
