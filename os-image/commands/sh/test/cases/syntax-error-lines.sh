exec 2>&1
printf 'echo ok\n\nif true\nfi\n' > s; sh s; echo $?
printf 'echo ok\necho "unterminated\n\n' > s; sh s; echo $?
printf 'for x in a b\ndo echo $x\n' > s; sh s; echo $?
printf 'echo first\necho )\necho never\n' > s; sh s; echo $?
printf '{ echo a;\n\n' > s; sh s; echo $?
