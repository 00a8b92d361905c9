exec 2>&1
nonexistent_cmd; echo $?
./nofile; echo $?
nonexistent_cmd > out; echo $?; cat out
exec 2> /dev/null
: > noexec; ./noexec; echo $?
mkdir d; ./d; echo $?
/; echo $?
