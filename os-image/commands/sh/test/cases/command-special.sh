command : ; echo $?
command shift 99 2>/dev/null; echo alive $?
command . /nonexistent 2>/dev/null; echo alive $?
v=1 command :; echo "[$v]"
command eval 'echo ev'
command export q=1; sh -c 'echo $q'
command nonexistent_y 2>/dev/null; echo $?
