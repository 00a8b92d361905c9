(trap 'echo bye' EXIT; echo hi)
(trap 'echo bye' 0; exit 3); echo $?
(trap 'echo status $?' EXIT; exit 4); echo $?
(trap 'exit 5' EXIT; exit 4); echo $?
(trap 'echo first' EXIT; trap 'echo second' EXIT)
(trap 'echo no' EXIT; trap - EXIT; echo cleared)
sh -c 'trap "echo end" EXIT; echo run; exec true'; echo $?
f() { trap 'echo from f' EXIT; }; (f; echo after f)
trap 'echo outer done' EXIT
(echo subshell has no trap)
