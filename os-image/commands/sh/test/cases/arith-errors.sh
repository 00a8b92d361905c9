(echo $((1 / 0))) 2>&1; echo $?
(echo $((1 +))) 2>&1; echo $?
(echo $((5 % 0))) 2>&1; echo $?
(x=abc; echo $((x))) 2>&1; echo $?
