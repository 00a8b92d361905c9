command -v echo; command -v if; command -v nonexistent_x; echo $?
f() { :; }; command -v f
alias zz='echo hi'; command -v zz
command echo run; command -p echo path
echo() { :; }; command echo bypass
command false; echo $?
command exit 3; echo no
