x=1
echo "outer $(echo "inner $(echo "deep $x")") end"
echo "`echo "a  b"`"
echo "${x:+"a  b"}" ${x:+"c  d"} "${u:-'q'}" ${u:-'q  r'}
