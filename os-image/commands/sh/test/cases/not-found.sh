exec 2>&1
nonexistent_cmd; echo $?
./nofile; echo $?
: > noexec; ./noexec; echo $?
mkdir d; ./d; echo $?
nonexistent_cmd > out; echo $?; cat out
/; echo $?
