echo a b c | cat
echo one | cat | cat | cat
printf 'x\ny\nz\n' | while read l; do echo "<$l>"; done
true | false; echo $?
false | true; echo $?
! true | false; echo $?
echo in | { read x; echo "got $x"; }
echo in | (read x; echo "got $x")
x=before; echo after | read x; echo $x
echo a |
cat |

cat
(echo sub; echo shell) | cat
