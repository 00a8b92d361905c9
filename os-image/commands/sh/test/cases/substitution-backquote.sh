x='a b'
echo `echo "$x"` "`echo '$x'`" `echo \\$x` `echo '\\\\'`
echo "`echo \"quoted  in\"`"
