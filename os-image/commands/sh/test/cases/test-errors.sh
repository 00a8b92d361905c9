exec 2> /dev/null
[ a; echo $?
[ a b ]; echo $?
[ a b c ]; echo $?
[ 1 -eq ]; echo $?
[ a -eq 1x ]; echo $?
