a=b=c; echo $a
x= y=z; echo "[$x]$y"
a=1; a=$a$a; a=$a$a; echo $a
'q=1' 2>/dev/null; echo $?
"r"=1 2>/dev/null; echo $?
e\cho=1 2>/dev/null; echo $?
w=*; echo "$w"
s="a b"; t=$s; echo "$t"
