alias hi='echo hello'
hi there
alias two='echo 1; echo 2'
two
alias echo='echo prefixed'
echo x
unalias echo; echo y
alias hi
unalias hi; hi 2>/dev/null; echo $?
alias e='echo '; alias w=world
alias if2='if true; then'
if2 \echo keyword; fi
unalias -a; alias
