trap 'echo x' NOSUCH 2>/dev/null; echo $?
trap 'echo x' 999 2>/dev/null; echo $?
trap; echo $?
