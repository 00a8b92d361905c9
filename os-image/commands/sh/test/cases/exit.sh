(exit); echo $?
(false; exit); echo $?
(exit 42); echo $?
f() { exit 6; }; (f; echo no); echo $?
sh -c 'echo a; exit 2; echo b'; echo $?
(trap 'exit 9' EXIT); echo $?
if (exit 1); then :; else echo else $?; fi
exit 11
