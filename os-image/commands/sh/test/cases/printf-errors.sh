exec 2>&1
printf '%d\n' abc; echo $?
printf '%d\n' 12x; echo $?
printf; echo $?
printf '%z\n' 1; echo $?
printf '%d %s\n'; echo $?
