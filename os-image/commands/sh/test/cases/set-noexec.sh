sh -n -c 'echo no; rm -rf x'; echo $?
printf 'echo hi\nif\n' > s; sh -n s 2>/dev/null; echo $?
