x=1; unset x; echo "[$x]" ${x-unset}
f() { echo f; }; f; unset -f f; f 2>/dev/null; echo $?
unset never_was; echo $?
y=2; unset -v y; echo ${y-gone}
