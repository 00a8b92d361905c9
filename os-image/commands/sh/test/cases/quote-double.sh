x=val
echo "a b" "c'd" "\$x $x \"q\" \\ \n" "\a"
echo "$x"y"$x" "a
b"
echo "" x ""
