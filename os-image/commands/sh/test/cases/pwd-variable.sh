cd /; echo $PWD; PWD=/wrong; pwd
x=$(cd /tmp && echo $PWD); echo $x; echo $OLDPWD > /dev/null
