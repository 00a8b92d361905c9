echo 'a\nb' 'c\td' 'e\\f' '\0101' 'x\c' hidden
echo
echo -n; echo -n a; echo -n b c; echo
echo -e x; echo - -- -n
