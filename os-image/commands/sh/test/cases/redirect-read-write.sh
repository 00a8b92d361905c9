echo abcdef > f
exec 3<> f; read x <&3; echo $x; echo new >&3; exec 3>&-; cat f
echo z 1<> f; cat f
