echo hello
echo a   b	c
echo
echo -n no newline
echo
echo "tab\there" 'c\cut' never
echo
