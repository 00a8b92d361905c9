e=
$e; echo $?
$e echo after empty
"$e" 2>/dev/null; echo $?
$(true) echo sub
x=$e$e; echo "[$x]"
$e $e; echo $?
