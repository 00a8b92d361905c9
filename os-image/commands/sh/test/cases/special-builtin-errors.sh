sh -c 'shift 9; echo no' 2>/dev/null; echo $?
sh -c 'readonly r=1; r=2; echo no' 2>/dev/null; echo $?
sh -c '. /nonexistent; echo no' 2>/dev/null; echo $?
sh -c 'export 1x=2; echo no' 2>/dev/null; echo $?
sh -c ': > /nonexistent/x; echo no' 2>/dev/null; echo $?
sh -c 'cd /nonexistent; echo yes' 2>/dev/null; echo $?
sh -c 'true > /nonexistent/x; echo yes' 2>/dev/null; echo $?
sh -c 'exit abc; echo no' 2>/dev/null; echo $?
sh -c 'break; echo yes'; echo $?
sh -c 'return 4; echo no'; echo $?
sh -c 'local x; echo no' 2>/dev/null; echo $?
