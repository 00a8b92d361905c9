echo if then else fi for while do done case esac in { } !
for in in in; do echo $in; done
x=if; echo $x
echo a | grep a > /dev/null && echo then
if=1; echo $if
