sh -ec 'false; echo no'; echo $?
sh -ec '(exit 5); echo no'; echo $?
sh -ec 'f() { return 3; }; f; echo no'; echo $?
sh -ec 'nonexistent_command_x; echo no' 2>/dev/null; echo $?
sh -ec 'true; false' ; echo $?
sh -e -c 'set +e; false; echo yes'
