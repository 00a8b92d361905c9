a= b=x c="hello world"
echo ${#a} ${#b} ${#c} ${#nothing}
set -- p q "r s"
echo $# ${#} ${#1} ${#3} ${#?} ${#-x}
