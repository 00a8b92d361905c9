sh -c 'readonly x=1; x=2 true; echo no' 2>/dev/null; echo $?
sh -c 'readonly x=1; x=2 cat /dev/null; echo no' 2>/dev/null; echo $?
sh -c 'readonly x=1; f() { echo no; }; x=2 f; echo no' 2>/dev/null; echo $?
sh -c 'readonly x=1; for x in 2; do echo no; done; echo no' 2>/dev/null; echo $?
sh -c 'readonly x=1; read x; echo $?' 2>/dev/null </dev/null; echo $?
