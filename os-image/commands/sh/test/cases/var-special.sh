set -- a b c
echo $# $1 $2 $3 "[$4]" $0 | cat
false; echo $?
echo ${1}0 $10 "${3}" ${12-none}
set -- 1 2 3 4 5 6 7 8 9 ten eleven
echo $10 ${10} ${11}
case $$ in *[!0-9]*) echo bad;; *) echo number;; esac
test $$ = $(echo $$) && echo same
