: ignored args; echo $?
true extra; echo $?
false extra; echo $?
: ${x:=assigned}; echo $x
while :; do break; done; echo $?
